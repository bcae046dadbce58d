"""The line tried without callers: replays of call logs, training, benches.

No product code needs it.
"""
