"""Makes `contact_facts` again from the log alone, while the hotline works and the follower follows.

A few contacts at a time: their records are folded from all their entries up to the cursor and
compared with the rows; only what differs is written.  May be ended at any line and begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.desks.reports.fact_rows import begin_cursor, find_differences, keep_records, list_rows
from app.desks.reports.facts import VERSION, Record, fold_events
from app.desks.reports.models import CURSOR, FactsRow, LogCursor
from app.desks.reports.queries import list_logged, read_cursor
from app.kit.storage.event_log import Event
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import Store

CONTACTS_AT_A_TIME = 200
Progress = Callable[[int], None]
"""Told now and then: how many contacts have been looked at."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many contacts the log tells of, and how many rows were not as it tells them."""

    contacts: int
    differing: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """What a few contacts' rows must be at `position`; `surplus` are rows of none in the log."""

    position: int
    last_contact: int
    contacts: int
    differing: dict[int, Record]
    surplus: list[int]


def rebuild_facts(store: Store, progress: Progress = lambda _: None) -> Rebuilt:
    """Go through the whole log, contact by contact."""
    contacts = differing = after = 0
    while (batch := _compare_next(store, after)) is not None:
        changes = len(batch.differing) + len(batch.surplus)
        if changes and not _replace(store, batch):
            continue  # the follower has moved on meanwhile: these contacts again
        contacts, differing = contacts + batch.contacts, differing + changes
        after = batch.last_contact
        progress(contacts)
    with store.write() as uow:
        made = update(LogCursor).where(LogCursor.name == CURSOR)
        uow.session.execute(made.values(version=VERSION))
    return Rebuilt(contacts, differing)


def _compare_next(store: Store, after: int) -> _Batch | None:
    with store.read() as session:
        position = read_cursor(session).position
        contact_ids = _list_contacts(session, after)
        if not contact_ids:
            return None
        told = fold_events(list_logged(session, 0, position, contact_ids))
        rows = list_rows(session, contact_ids)
    differing = {
        contact_id: record
        for contact_id, record in told.items()
        if contact_id not in rows or find_differences(rows[contact_id], record)
    }
    surplus = sorted(rows.keys() - told.keys())
    return _Batch(position, contact_ids[-1], len(told), differing, surplus)


def _list_contacts(session: Session, after: int) -> Sequence[int]:
    """The next few contacts that the log or a row tells of."""
    wanted: list[int] = []
    for column in (Event.contact_id, FactsRow.contact_id):
        few = select(column).where(column > after).group_by(column).order_by(column)
        wanted += [each for each in session.scalars(few.limit(CONTACTS_AT_A_TIME)) if each]
    return sorted(set(wanted))[:CONTACTS_AT_A_TIME]


def _replace(store: Store, batch: _Batch) -> bool:
    """Put the rows right; False when they are no longer those of the batch's position."""
    with store.write() as uow:
        begin_cursor(uow.session)
        found = lock_found(select(LogCursor).where(LogCursor.name == CURSOR))
        cursor = uow.session.scalars(found).one()
        if cursor.position != batch.position:
            return False
        cursor.changes += 1
        uow.session.execute(delete(FactsRow).where(FactsRow.contact_id.in_(batch.surplus)))
        keep_records(uow.session, batch.differing)
    return True
