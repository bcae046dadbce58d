"""The written channel: a page for callers, messages, the same queue and agents as a call."""
