"""Tries to sign in, counted by name and address together: whoever guesses a colleague's password
locks out themselves, never the colleague elsewhere.  Codes are counted by account as well: only
who knows the password gets so far.  Kept in the memory of the process."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.web.limits import EVERYBODY, Buckets, Rate

FAILURES_ALLOWED = 5
LOCKED_FOR_MIN = 15
CODES_ALLOWED = 10
CODES_WITHIN_MIN = 60
"""Of one account from all addresses.  Three of a million codes fit: whoever has the password and
tries for a month has one chance in fifty, and the log tells of it."""
_RATE = Rate(FAILURES_ALLOWED, FAILURES_ALLOWED / LOCKED_FOR_MIN)
_CODES = Rate(CODES_ALLOWED, CODES_ALLOWED / CODES_WITHIN_MIN)


class Attempts:
    """The tries of one process."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = Buckets(lambda: clock.now().timestamp())

    def seen_from(self, address: str) -> TriesFrom:
        """The tries that come from an address."""
        return TriesFrom(self._buckets, address)


@dataclass(frozen=True, slots=True)
class TriesFrom:
    """What one address has tried."""

    buckets: Buckets
    address: str

    def may_try(self, username: str) -> bool:
        """Count one more password; False after too many since the last success."""
        return self.buckets.take(username.strip().lower(), self.address, _RATE)

    def may_try_code(self, account_id: int) -> bool:
        """Count one more code; False after too many from here, or from everywhere."""
        name = _name_codes(account_id)
        is_left_here = self.buckets.take(name, self.address, _RATE)
        return is_left_here and self.buckets.take(name, EVERYBODY, _CODES)

    def succeed(self, username: str, account_id: int) -> None:
        """All tries from here were the owner's; codes from elsewhere go on counting."""
        self.buckets.forget(username.strip().lower(), self.address)
        self.buckets.forget(_name_codes(account_id), self.address)


def _name_codes(account_id: int) -> str:
    return f"codes of {account_id}"
