"""Counts contacts by what they are, over any span of time: whole hours from counts that are kept.

So a board's day is a few sums, however many called; an hour is counted again only when one of
its contacts has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from math import inf
from typing import Generic, TypeVar

from routing.model import Instant

Key = TypeVar("Key", bound=Hashable)
HOUR_S = 3600.0


class HourCounts(Generic[Key]):
    """Each contact stands at one instant with one key, until it is put elsewhere."""

    def __init__(self) -> None:
        self._hours: dict[int, dict[int, tuple[Instant, Key]]] = {}
        self._places: dict[int, int] = {}
        self._counts: dict[int, Counter[Key]] = {}

    def put(self, contact_id: int, at: Instant, key: Key) -> None:
        """Let the contact stand here, and no longer where it stood."""
        hour = int(at // HOUR_S)
        if self._places.get(contact_id) != hour:
            self.take_away(contact_id)
            self._places[contact_id] = hour
        self._hours.setdefault(hour, {})[contact_id] = (at, key)
        self._counts.pop(hour, None)

    def take_away(self, contact_id: int) -> None:
        """Let the contact stand nowhere."""
        hour = self._places.pop(contact_id, None)
        if hour is not None:
            del self._hours[hour][contact_id]
            self._counts.pop(hour, None)

    def count(self, since_at: Instant, until_at: Instant = inf) -> Counter[Key]:
        """How many of each key stand at or after `since_at` and before `until_at`."""
        total: Counter[Key] = Counter()
        for hour, inside in self._hours.items():
            begins_at, ends_at = hour * HOUR_S, (hour + 1) * HOUR_S
            if since_at <= begins_at and ends_at <= until_at:
                total.update(self._count_whole(hour))
            elif since_at < ends_at and begins_at < until_at:
                total.update(key for at, key in inside.values() if since_at <= at < until_at)
        return total

    def forget(self, before_at: Instant) -> None:
        """Let go of the hours that were over before."""
        over = [hour for hour in self._hours if (hour + 1) * HOUR_S <= before_at]
        for hour in over:
            for contact_id in self._hours.pop(hour):
                del self._places[contact_id]
            self._counts.pop(hour, None)

    def _count_whole(self, hour: int) -> Counter[Key]:
        if hour not in self._counts:
            self._counts[hour] = Counter(key for _, key in self._hours[hour].values())
        return self._counts[hour]
