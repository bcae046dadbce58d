"""The carrier's only notion of time: a heap of actions that are due at an instant.

It never reads a clock; a driver moves it.  Actions due at the same instant run in the order in
which they were asked for, so that a run is the same every time.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Action = Callable[[], None]


@dataclass(order=True, slots=True)
class Timer:
    """One planned action; `cancel` makes it as if it had never been asked for."""

    due_at: datetime
    turn: int
    action: Action | None = field(compare=False)

    def cancel(self) -> None:
        self.action = None


class Timeline:
    """Planned actions in the order in which they fall due (aware UTC instants)."""

    def __init__(self, start_at: datetime) -> None:
        self.now = start_at
        self._heap: list[Timer] = []
        self._turn = 0
        self._is_running = False

    def call_at(self, due_at: datetime, action: Action) -> Timer:
        """Plan `action` for `due_at`, or for the present instant if that is past."""
        self._turn += 1
        timer = Timer(max(due_at, self.now), self._turn, action)
        heapq.heappush(self._heap, timer)
        return timer

    def call_in(self, delay_s: float, action: Action) -> Timer:
        """Plan `action` for `delay_s` seconds from the present instant."""
        return self.call_at(self.now + timedelta(seconds=delay_s), action)

    def soon(self, action: Action) -> Timer:
        """Plan `action` for the present instant, after everything already planned for it."""
        return self.call_at(self.now, action)

    def next_due_at(self) -> datetime | None:
        """The instant of the next planned action, or None when nothing is planned."""
        while self._heap and self._heap[0].action is None:
            heapq.heappop(self._heap)
        return self._heap[0].due_at if self._heap else None

    def advance(self, now: datetime) -> None:
        """Run everything due up to `now`, each at its own instant; time never goes back."""
        if self._is_running:
            return
        self._is_running = True
        try:
            while (due_at := self.next_due_at()) is not None and due_at <= max(now, self.now):
                self.now = max(self.now, due_at)
                action = heapq.heappop(self._heap).action
                if action is not None:
                    action()
        finally:
            self._is_running = False
        self.now = max(self.now, now)
