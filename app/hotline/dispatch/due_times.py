"""When what is due, in memory: what this process committed, beside what a look at the rows told.

Knows no database and no clock.  What is heard of a commit and what is read come in any order: a
commit that is heard late never undoes a later one, and what was heard or served while the rows
were being read is newer than they are.  Not safe for threads by itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import datetime
from itertools import count

Key = tuple[str, int]
"""Kind and subject: there is one deadline of each."""

_REMEMBERED = 10_000
"""Commits for which the numbers of what they said are kept."""


class DueTimes:
    """What `take_due` hands out it does not hand out again before `finish`."""

    def __init__(self) -> None:
        self._at: dict[Key, datetime] = {}
        self._place: dict[Key, int] = {}
        self._places = count()
        self._heap: list[tuple[datetime, int, Key]] = []
        self._heard: dict[Key, int] = {}
        self._touched: set[Key] = set()
        self._in_service: dict[Key, bool] = {}

    def hear(self, number: int, key: Key, due_at: datetime | None) -> None:
        """The commit of that number has set it, or cancelled it (None)."""
        if number < self._heard.get(key, 0):
            return
        self._heard[key] = number
        self._touched.add(key)
        if key in self._in_service:
            self._in_service[key] = True
        self._put(key, due_at)

    def begin_look(self) -> None:
        """The rows are about to be read."""
        self._touched.clear()

    def end_look(self, rows: Iterable[tuple[Key, datetime]], until_at: datetime | None) -> None:
        """What was read, in the order of the rows: all of it that is due up to `until_at`."""
        read = {key: at for key, at in rows if not self._is_newer(key)}
        gone = [
            key
            for key, at in self._at.items()
            if key not in read and not self._is_newer(key) and (until_at is None or at <= until_at)
        ]
        for key in gone:
            self._put(key, None)
        for key, at in read.items():
            if self._at.get(key) != at:
                self._put(key, at)
        newest = max(self._heard.values(), default=0)
        self._heard = {k: n for k, n in self._heard.items() if n > newest - _REMEMBERED}

    def take_due(self, now: datetime) -> list[Key]:
        """What is due and in nobody's hands, earliest first, then in the order it was set."""
        taken = []
        later = []
        while self._heap and self._heap[0][0] <= now:
            at, place, key = heapq.heappop(self._heap)
            if self._place.get(key) != place:
                continue
            if key in self._in_service:
                later.append((at, place, key))
                continue
            self._put(key, None)
            self._in_service[key] = False
            taken.append(key)
        for entry in later:
            heapq.heappush(self._heap, entry)
        return taken

    def was_heard_of(self, key: Key) -> bool:
        """Whether a commit has set or cancelled it since it was handed out."""
        return self._in_service.get(key, False)

    def finish(self, key: Key) -> None:
        """It was served, or could not be; what is due again was heard or will be read."""
        self._in_service.pop(key, None)
        self._touched.add(key)

    def find_next_due(self) -> datetime | None:
        """When the next one is due that is in nobody's hands."""
        while self._heap and self._place.get(self._heap[0][2]) != self._heap[0][1]:
            heapq.heappop(self._heap)
        if not self._heap or self._heap[0][2] not in self._in_service:
            return self._heap[0][0] if self._heap else None
        free = (at for key, at in self._at.items() if key not in self._in_service)
        return min(free, default=None)

    def forget(self) -> None:
        """Another process serves from now on."""
        self._at.clear()
        self._place.clear()
        self._heap.clear()

    def _is_newer(self, key: Key) -> bool:
        return key in self._touched or key in self._in_service

    def _put(self, key: Key, due_at: datetime | None) -> None:
        self._at.pop(key, None)
        self._place.pop(key, None)
        if due_at is None:
            return
        self._at[key] = due_at
        self._place[key] = next(self._places)
        heapq.heappush(self._heap, (due_at, self._place[key], key))
