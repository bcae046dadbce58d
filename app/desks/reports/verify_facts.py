"""Compares `contact_facts` with what the log tells up to where it has been followed (law 2).
Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.reports.fact_rows import find_differences
from app.desks.reports.facts import KINDS, VERSION, LoggedEvent, Record, fold_events
from app.desks.reports.models import FactsRow
from app.desks.reports.queries import find_last_event, read_cursor
from app.desks.reports.verify_breaches import Breach
from app.kit.storage.event_log import Event


@dataclass(slots=True)
class FollowedFacts:
    """What the rows must be; feed it events in the order of their ids.

    Rows of another `version` are not compared: the worker is making them anew.
    """

    position: int
    version: str
    records: dict[int, Record] = field(default_factory=dict)

    @classmethod
    def begin(cls, session: Session) -> FollowedFacts:
        """For as much of the log as has been followed now."""
        cursor = read_cursor(session)
        return cls(cursor.position, cursor.version)

    def tell(self, event: Event) -> None:
        """Take one event in."""
        if event.id > self.position or event.kind not in KINDS or event.contact_id is None:
            return
        told = LoggedEvent(event.at, event.kind, event.contact_id, event.data, event.id)
        self.records |= fold_events([told], self.records)

    def compare(self, session: Session) -> Iterator[Breach]:
        """Each contact's row against its record, and rows of which the log knows nothing."""
        if self.position > find_last_event(session):
            yield Breach(2, "followed_beyond_the_log", "facts", self.position)
        if self.position == 0 or self.version != VERSION:
            return
        seen = set()
        for row in session.execute(select(FactsRow.__table__).execution_options(yield_per=500)):
            seen.add(row.contact_id)
            record = self.records.get(row.contact_id)
            if record is None:
                yield Breach(2, "row_without_log", "facts", row.contact_id)
            elif differing := find_differences(row, record):
                detail = ", ".join(differing)
                yield Breach(2, "row_differs_from_log", "facts", row.contact_id, detail)
        for contact_id in sorted(self.records.keys() - seen):
            yield Breach(2, "log_without_row", "facts", contact_id)
