"""Follows the event log and keeps `contact_facts` by it: each entry once, in order, in batches.

A batch's rows and the cursor behind it are one transaction; of several followers one takes a
batch and the others find it taken.  So it may be ended at any line and run twice.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy import update

from app.desks.reports.fact_rows import begin_cursor, keep_records, list_records
from app.desks.reports.facts import VERSION, fold_events
from app.desks.reports.models import CURSOR, LogCursor
from app.desks.reports.queries import list_logged, read_cursor
from app.desks.reports.rebuilding import rebuild_facts
from app.kit.storage.event_log import find_settled
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

BATCH = 1000
"""Entries of the log taken in at a time: no transaction holds the writer for long."""
LOOKS_EVERY_S = 2.0
RESTS_S = 0.05
"""Between two batches when there is much to catch up with: others write too."""


def follow_log(store: Store, at_most: int = BATCH) -> int:
    """Take in the next entries; by how many numbers the cursor has moved, 0 when nothing is new."""
    with store.read() as session:
        cursor = read_cursor(session)
        position, changes = cursor.position, cursor.changes
        up_to = min(find_settled(session, position), position + at_most)
        if up_to <= position:
            return 0
        events = list_logged(session, position, up_to)
        known = list_records(session, sorted({each.contact_id for each in events}))
        records = fold_events(events, known)
    with store.write() as uow:
        if position == 0:
            begin_cursor(uow.session)
        claimed = (
            update(LogCursor)
            .where(
                LogCursor.name == CURSOR,
                LogCursor.position == position,
                LogCursor.changes == changes,
            )
            .values(position=up_to, version=VERSION if position == 0 else LogCursor.version)
        )
        if not uow.session.execute(claimed).rowcount:  # type: ignore[attr-defined]
            return 0
        keep_records(uow.session, records)
    return up_to - position


def follow_to_the_end(store: Store) -> None:
    """Take in all that is settled."""
    while follow_log(store):
        pass


def renew_outdated(store: Store) -> None:
    """Make again what a program with other definitions has made."""
    with store.read() as session:
        cursor = read_cursor(session)
    if cursor.position and cursor.version != VERSION:
        found = rebuild_facts(store)
        log.info("facts: %s of %s contacts were made anew", found.differing, found.contacts)


class FactsFollower:
    """Follows the log while `run` runs in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop`."""
        rest_s = RESTS_S
        while not self._stopping.wait(rest_s):
            try:
                renew_outdated(self._store)
                rest_s = RESTS_S if follow_log(self._store) >= BATCH else LOOKS_EVERY_S
            except Exception:
                log.exception("facts: one round failed, the next follows")
                rest_s = LOOKS_EVERY_S

    def stop(self) -> None:
        """End `run` soon; what is missing is taken in by the next."""
        self._stopping.set()
