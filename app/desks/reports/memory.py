"""Remembers the folded event log between two looks at a board, so that many boards cost one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.desks.reports.facts import fold_events
from app.desks.reports.queries import find_last_event, list_events
from app.desks.reports.satisfaction import fold_talks
from routing.facts import ContactFacts
from routing.satisfaction import TalkFacts

LOOK_BACK = timedelta(hours=26)
"""A little more than a day, so that contacts asked in the window are whole."""
STALE_AFTER = timedelta(seconds=10)


@dataclass(slots=True)
class FactsMemory:
    """Keeps the folded log of the last day until an event comes or the window has moved on."""

    _last_event: int = -1
    _read_at: datetime | None = None
    _facts: tuple[ContactFacts, ...] = ()
    _talks: tuple[TalkFacts, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(
        self, session: Session, now: datetime
    ) -> tuple[tuple[ContactFacts, ...], tuple[TalkFacts, ...]]:
        """The contacts and the talks of the last day, as new as the log."""
        with self._lock:
            last_event = find_last_event(session)
            if last_event != self._last_event or self._is_stale(now):
                events = list_events(session, now - LOOK_BACK)
                self._facts = tuple(fold_events(events).values())
                self._talks = tuple(fold_talks(events).values())
                self._last_event, self._read_at = last_event, now
            return self._facts, self._talks

    def _is_stale(self, now: datetime) -> bool:
        return self._read_at is None or now - self._read_at > STALE_AFTER
