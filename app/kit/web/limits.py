"""How often one address, and all together, may ask for what anybody can ask for.

Kept in the memory of one process, bounded; gone with a restart, which harms nobody.  With
several web processes each keeps its own, so together they let through as many times more.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from time import monotonic

from fastapi import Request

from app.kit.errors import HotlineError

MOST_KEPT = 20_000
"""Addresses remembered; the longest unheard is forgotten first."""
EVERYBODY = ""


class TooMany(HotlineError):
    """One address, or all together, asked more often than people do; it is taken again after
    `wait_s`, if nobody there asks meanwhile."""

    code = "too_many"
    status = 429

    def __init__(self, kind: str, wait_s: float) -> None:
        seconds = max(1, ceil(wait_s))
        super().__init__(kind=kind, wait_s=seconds, minutes=ceil(seconds / 60))


STREAM_WAIT_S = 60.0
"""Told to whom a stream is refused: it is free when another ends, which nobody knows."""


class Busy(HotlineError):
    """Too many ask for the same just now; nothing was done."""

    code = "busy"
    status = 503


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `per_minute`."""

    burst: int
    per_minute: float


@dataclass(frozen=True, slots=True)
class LimitRule:
    """What one address may, and what all may together (a village may share one address)."""

    address: Rate
    everybody: Rate


RULES = {
    "new_chat": LimitRule(Rate(20, 1), Rate(120, 20)),
    "message": LimitRule(Rate(60, 60), Rate(300, 600)),
    "upload": LimitRule(Rate(20, 6), Rate(60, 60)),
    "sign_in": LimitRule(Rate(40, 20), Rate(200, 240)),
    "sign_in_step": LimitRule(Rate(60, 40), Rate(300, 480)),
    "search": LimitRule(Rate(40, 40), Rate(200, 240)),
    "stream": LimitRule(Rate(120, 120), Rate(600, 1200)),
    "page": LimitRule(Rate(300, 300), Rate(2000, 3000)),
    "static": LimitRule(Rate(1000, 1000), Rate(6000, 12000)),
    "forged": LimitRule(Rate(20, 20), Rate(40, 60)),
}
"""A county office signs in thirty people from one address within a minute, some of whom mistype
the code; a page of ours has ten files and asks for parts of itself at most four times a second."""


class Buckets:
    """One leaky bucket for each key; `take` says whether one more is in order."""

    def __init__(self, seconds: Callable[[], float] = monotonic, most: int = MOST_KEPT) -> None:
        self._seconds = seconds
        self._most = most
        self._lock = threading.Lock()
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, name: str, key: str, rate: Rate) -> bool:
        """Take one, if one is left."""
        with self._lock:
            left = self._count_left(name, key, rate)
            is_left = left >= 1
            self._keep(name, key, left - is_left)
        return is_left

    def find_wait_s(self, name: str, key: str, rate: Rate) -> float:
        """Seconds until one is left, if nothing is taken meanwhile."""
        with self._lock:
            lacking = 1 - self._count_left(name, key, rate)
        return max(0.0, lacking) * 60 / rate.per_minute

    def forget(self, name: str, key: str) -> None:
        """Begin anew."""
        with self._lock:
            self._left.pop((name, key), None)

    def _count_left(self, name: str, key: str, rate: Rate) -> float:
        left, at_s = self._left.get((name, key), (float(rate.burst), self._seconds()))
        return min(rate.burst, left + (self._seconds() - at_s) * rate.per_minute / 60)

    def _keep(self, name: str, key: str, left: float) -> None:
        self._left[name, key] = (left, self._seconds())
        self._left.move_to_end((name, key))
        if len(self._left) > self._most:
            self._left.popitem(last=False)


class Limits:
    """The rules of a process; `is_on` is False in worlds without strangers (tests, replays)."""

    def __init__(self, buckets: Buckets | None = None, *, is_on: bool = True) -> None:
        self.buckets = buckets or Buckets()
        self.is_on = is_on

    def allows(self, name: str, address: str) -> bool:
        """Whether one more is in order, by address and for everybody; it is then counted."""
        rule = RULES[name]
        return not self.is_on or (
            not self.find_wait_s(name, address)
            and self.buckets.take(name, address, rule.address)
            and self.buckets.take(name, EVERYBODY, rule.everybody)
        )

    def find_wait_s(self, name: str, address: str) -> float:
        """Seconds until one more is in order; what is refused is taken from nobody's share."""
        rule = RULES[name]
        return max(
            self.buckets.find_wait_s(name, address, rule.address),
            self.buckets.find_wait_s(name, EVERYBODY, rule.everybody),
        )


@lru_cache(maxsize=4096)
def name_address(host: str) -> str:
    """The address that is counted: an IPv6 line has a whole network of its own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def find_address(request: Request) -> str:
    """The address that asks; a proxy's word is taken only from a proxy that is configured."""
    return name_address(request.client.host if request.client else "")


def limit(request: Request, name: str) -> None:
    """Count one more of `name` for the address that asks.  Raises TooMany."""
    limits: Limits | None = getattr(request.app.state, "limits", None)
    address = find_address(request)
    if limits is not None and not limits.allows(name, address):
        raise TooMany(name, limits.find_wait_s(name, address))
