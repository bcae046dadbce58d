"""Tries to sign in, counted by name and address together: whoever guesses a colleague's password
locks out themselves, never the colleague elsewhere.  Codes are counted by account as well: only
who knows the password gets so far.  Kept in the memory of the process and, where there is one, in
a place that all web processes share, under digests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.kit.clock import Clock
from app.kit.web.limits import EVERYBODY, Buckets, Rate

FAILURES_ALLOWED = 5
LOCKED_FOR_MIN = 15
CODES_ALLOWED = 10
CODES_WITHIN_MIN = 60
"""Of one account from all addresses.  Three of a million codes fit: whoever has the password and
tries for a month has one chance in fifty, and the log tells of it."""
_RATE = Rate(FAILURES_ALLOWED, FAILURES_ALLOWED / LOCKED_FOR_MIN)
_CODES = Rate(CODES_ALLOWED, CODES_ALLOWED / CODES_WITHIN_MIN)


class Shared(Protocol):
    """Counts that several processes share (`app.kit.live.counts`)."""

    def count(self, name: str, within_s: int) -> int:
        """One more; how many there were within the time, 0 where that cannot be told."""
        ...

    def forget(self, name: str) -> None:
        """Begin anew."""
        ...


@dataclass(frozen=True, slots=True)
class Together:
    """Tries as all processes count them; `digest` hides names and addresses from the place."""

    counts: Shared
    digest: Callable[[str], str]

    def take(self, name: str, key: str, most: int, within_min: int) -> bool:
        """Count one more; whether it was in order."""
        return self.counts.count(self._hide(name, key), within_min * 60) <= most

    def forget(self, name: str, key: str) -> None:
        """Begin anew."""
        self.counts.forget(self._hide(name, key))

    def _hide(self, name: str, key: str) -> str:
        return self.digest(f"try {name}\n{key}")


class Attempts:
    """The tries that this process sees, and with `together` those of the others too."""

    def __init__(self, clock: Clock, together: Together | None = None) -> None:
        self._buckets = Buckets(lambda: clock.now().timestamp())
        self._together = together

    def seen_from(self, address: str) -> TriesFrom:
        """The tries that come from an address."""
        return TriesFrom(self._buckets, self._together, address)


@dataclass(frozen=True, slots=True)
class TriesFrom:
    """What one address has tried."""

    buckets: Buckets
    together: Together | None
    address: str

    def may_try(self, username: str) -> bool:
        """Count one more password; False after too many since the last success."""
        return self._take_here(username.strip().lower())

    def may_try_code(self, account_id: int) -> bool:
        """Count one more code; False after too many from here, or from everywhere."""
        name, together = _name_codes(account_id), self.together
        return (
            self._take_here(name)
            and self.buckets.take(name, EVERYBODY, _CODES)
            and (not together or together.take(name, EVERYBODY, CODES_ALLOWED, CODES_WITHIN_MIN))
        )

    def succeed(self, username: str, account_id: int) -> None:
        """All tries from here were the owner's; codes from elsewhere go on counting."""
        for name in (username.strip().lower(), _name_codes(account_id)):
            self.buckets.forget(name, self.address)
            if self.together:
                self.together.forget(name, self.address)

    def _take_here(self, name: str) -> bool:
        together = self.together
        return self.buckets.take(name, self.address, _RATE) and (
            not together or together.take(name, self.address, FAILURES_ALLOWED, LOCKED_FOR_MIN)
        )


def _name_codes(account_id: int) -> str:
    return f"codes of {account_id}"
