"""Slow effects (texts, 12345, recordings, sweeps) through RQ; the outbox comes first."""
