"""Callers who wait: the queue, what they hear there, the topic's key, the closed line."""
