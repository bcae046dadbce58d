"""Notices that the carrier has become unreachable, and that it answers again.

What is noticed is kept with the hotline's row, so that every process's pages show the same.
Only the process that performs call control looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.hotline.calls.control import CallControl
from app.hotline.calls.facts import CARRIER_FOUND, CARRIER_LOST
from app.hotline.dispatch.models import Hotline
from app.kit.storage.locking import lock_found
from app.telephony.port import CarrierError

LOST_AFTER = timedelta(seconds=10)
"""So long no request may have been answered before people are told."""

PROBE_AFTER = timedelta(seconds=15)
"""So long after the last news of a quiet line the carrier is asked whether it is there."""


@dataclass(slots=True)
class CarrierWatch:
    """Looks at how the carrier's requests fare; between two looks it counts as unchanged."""

    control: CallControl
    _answered: int = 0
    _unanswered: int = 0
    _failing_since: datetime | None = None
    _news_at: datetime | None = None

    def look(self, *, probes_when_quiet: bool = False) -> None:
        """Take in what happened since the last look; tell everybody when it has turned."""
        now = self.control.store.clock.now()
        self._take_in(now)
        is_quiet = self._news_at is None or now - self._news_at >= PROBE_AFTER
        if self._failing_since is not None or self._is_marked() or (probes_when_quiet and is_quiet):
            self._probe()
            self._take_in(now)
        if self._failing_since is None:
            self._mark(None)
        elif now - self._failing_since >= LOST_AFTER:
            self._mark(self._failing_since)

    def _take_in(self, now: datetime) -> None:
        reach = self.control.carrier.reach
        answered, unanswered = reach.answered, reach.unanswered
        if answered > self._answered:
            self._failing_since = None
        elif unanswered > self._unanswered:
            self._failing_since = self._failing_since or now
        if (answered, unanswered) != (self._answered, self._unanswered):
            self._news_at = now
        self._answered, self._unanswered = answered, unanswered

    def _probe(self) -> None:
        try:
            self.control.carrier.list_open_calls()
        except CarrierError:
            return  # the reach has counted it

    def _is_marked(self) -> bool:
        with self.control.store.read() as session:
            return session.scalar(select(Hotline.carrier_lost_at)) is not None

    def _mark(self, lost_at: datetime | None) -> None:
        if self._is_marked() is (lost_at is not None):
            return
        with self.control.store.write() as uow:
            hotline = uow.session.scalars(lock_found(select(Hotline))).one()
            hotline.carrier_lost_at = lost_at
            uow.record(CARRIER_LOST if lost_at is not None else CARRIER_FOUND)
            uow.topics.add("carrier")
