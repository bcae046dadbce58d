"""Remembers the last day's contacts between two looks at a board: many boards cost one, and a
look reads only what has changed since the last.

What the follower has taken in comes from `contact_facts`; what it has not yet is folded on top
from the end of the log.  So a board is as new as the log, whether the follower is at work or not.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.desks.reports.board import measure_day
from app.desks.reports.day import Day, count_record
from app.desks.reports.fact_rows import list_changed, list_records
from app.desks.reports.facts import fold_events
from app.desks.reports.queries import find_first_event, list_logged, read_cursor
from app.desks.reports.views import DayView

LOOK_BACK = timedelta(hours=26)
"""A little more than a day, so that nothing of a window is missed."""


@dataclass(slots=True)
class FactsMemory:
    """The contacts of the last day as they were at the last look."""

    _day: Day = field(default_factory=Day)
    _before: int = 0
    """The last entry of the log before the day that was read first."""
    _seen: int = 0
    """Up to where rows of the follower have been read."""
    _changes: int = -1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def measure(self, session: Session, now: datetime) -> DayView:
        """The figures of the last day, as new as the log."""
        with self._lock:
            self._catch_up(session, now)
            return measure_day(self._day, now)

    def _catch_up(self, session: Session, now: datetime) -> None:
        since_at, cursor = now - LOOK_BACK, read_cursor(session)
        if cursor.changes != self._changes:
            self._day, self._changes = Day(), cursor.changes
            self._seen = self._before = find_first_event(session, since_at) - 1
        counted = list_changed(session, self._seen) if cursor.position > self._seen else {}
        events = list_logged(session, max(cursor.position, self._before))
        known = list_records(session, sorted({each.contact_id for each in events}))
        records = fold_events(events, known)
        counted |= {contact_id: count_record(record) for contact_id, record in records.items()}
        for contact_id, counted_as in counted.items():
            self._day.put(contact_id, counted_as)
        self._day.forget(since_at.timestamp())
        self._seen = max(self._seen, cursor.position)
