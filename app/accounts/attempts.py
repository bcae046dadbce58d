"""Tries to sign in, counted by name and address together: whoever guesses a colleague's password
locks out themselves, never the colleague elsewhere.  Kept in the memory of the process."""

from __future__ import annotations

from app.clock import Clock
from app.web.limits import Buckets, Rate

FAILURES_ALLOWED = 5
LOCKED_FOR_MIN = 15
_RATE = Rate(FAILURES_ALLOWED, FAILURES_ALLOWED / LOCKED_FOR_MIN)


class Attempts:
    """The tries of one process."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = Buckets(lambda: clock.now().timestamp())

    def may_try(self, username: str, address: str) -> bool:
        """Count one more try; False after too many since the last success."""
        return self._buckets.take(username.strip().lower(), address, _RATE)

    def succeed(self, username: str, address: str) -> None:
        """All tries were the owner's."""
        self._buckets.forget(username.strip().lower(), address)
