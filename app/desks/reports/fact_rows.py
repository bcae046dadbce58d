"""Puts records into rows of `contact_facts` and takes them out again, unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.desks.reports.day import Counted, Kind, TalkKind, count_record
from app.desks.reports.facts import VERSION, Record
from app.desks.reports.models import CURSOR, OURS, FactsRow, LogCursor
from routing.facts import ContactFacts, wait_of
from routing.model import Outcome
from routing.satisfaction import TalkFacts
from routing.verdicts import judge

HALF_HOUR_S = 1800
ROWS_AT_A_TIME = 1000
"""Asked for by number: a database takes only so many in one statement."""
_FACTS = cast(Table, FactsRow.__table__)
_KEY = "contact_id"
_OUTCOMES: dict[str | None, Outcome | None] = {None: None, **{each.value: each for each in Outcome}}


def begin_cursor(session: Session) -> None:
    """The cursor at the beginning of the log, unless there is one."""
    row = {"name": CURSOR, "position": 0, "version": "", "changes": 0}
    cursors = cast(Table, LogCursor.__table__)
    session.execute(_insert(session, cursors).values(row).on_conflict_do_nothing())


def keep_records(session: Session, records: Mapping[int, Record]) -> None:
    """Write each contact's row, new or in the place of the old."""
    if not records:
        return
    new = _insert(session, _FACTS)
    changed = {each.name: new.excluded[each.name] for each in _FACTS.columns if each.name != _KEY}
    rows = [write_row(contact_id, record) for contact_id, record in records.items()]
    session.execute(new.on_conflict_do_update(index_elements=[_KEY], set_=changed), rows)


def _insert(session: Session, table: Table) -> Any:
    is_postgres = session.get_bind().dialect.name == "postgresql"
    return (postgresql.insert if is_postgres else sqlite.insert)(table)


def write_row(contact_id: int, record: Record) -> dict[str, Any]:
    """The row of a record."""
    facts, talk = record.facts, record.talk
    wait_s = wait_of(facts)
    return {
        "contact_id": contact_id,
        "channel": facts.channel,
        "direction": record.direction,
        "is_training": record.is_training,
        "is_forwarded": facts.forwarded_by_12345,
        "language": facts.language,
        "seat": facts.seat,
        "topic": record.topic,
        "county": record.county,
        "answered_by": record.answered_by,
        "outcome": facts.outcome,
        "arrived_at": _to_datetime(facts.arrived_at),
        "asked_at": _to_datetime(facts.asked_at),
        "answered_at": _to_datetime(facts.answered_at),
        "right_seat_at": _to_datetime(facts.right_seat_at),
        "booked_at": _to_datetime(facts.booked_at),
        "first_reply_at": _to_datetime(facts.first_reply_at),
        "left_at": _to_datetime(facts.left_at),
        "ended_at": _to_datetime(record.ended_at),
        "closed_at": _to_datetime(record.closed_at),
        "talk_language": talk.language if talk else None,
        "score": talk.score if talk else None,
        "wait_us": None if wait_s is None else round(wait_s * 1_000_000),
        "half_hour": int(facts.arrived_at // HALF_HOUR_S),
        "verdicts": judge(facts),
        "version": VERSION,
        "last_event": record.last_event,
    }


def find_differences(row: Any, record: Record) -> list[str]:
    """The columns in which a row is not what its record says."""
    kept = row._mapping
    return [
        name for name, value in write_row(row.contact_id, record).items() if kept[name] != value
    ]


def read_row(row: Any) -> Record:
    """The record that a row was written from."""
    answered_at = _to_instant(row.answered_at)
    facts = ContactFacts(
        arrived_at=row.arrived_at.timestamp(),
        asked_at=_to_instant(row.asked_at),
        answered_at=answered_at,
        right_seat_at=_to_instant(row.right_seat_at),
        booked_at=_to_instant(row.booked_at),
        left_at=_to_instant(row.left_at),
        outcome=Outcome(row.outcome) if row.outcome else None,
        language=row.language,
        seat=row.seat,
        forwarded_by_12345=row.is_forwarded,
        channel=row.channel,
        first_reply_at=_to_instant(row.first_reply_at),
    )
    talk = TalkFacts(answered_at, row.talk_language, row.score) if answered_at else None
    return Record(
        facts=facts,
        talk=talk,
        direction=row.direction,
        is_training=row.is_training,
        county=row.county,
        topic=row.topic,
        answered_by=row.answered_by,
        ended_at=_to_instant(row.ended_at),
        closed_at=_to_instant(row.closed_at),
        last_event=row.last_event,
    )


def list_rows(session: Session, contact_ids: Sequence[int]) -> dict[int, Any]:
    """The rows of these contacts."""
    rows = {}
    for begin in range(0, len(contact_ids), ROWS_AT_A_TIME):
        few = contact_ids[begin : begin + ROWS_AT_A_TIME]
        for row in session.execute(select(_FACTS).where(_FACTS.c.contact_id.in_(few))):
            rows[row.contact_id] = row
    return rows


def list_records(session: Session, contact_ids: Sequence[int]) -> dict[int, Record]:
    """What is kept of these contacts."""
    rows = list_rows(session, contact_ids)
    return {contact_id: read_row(row) for contact_id, row in rows.items()}


def list_changed(session: Session, after: int) -> dict[int, Counted]:
    """Where contacts stand that an entry of the log after this one has changed: of each no more is
    read than a board counts, for a great day has many."""
    row, counted, outdated = _FACTS.c, {}, []
    changed = select(
        *(row.contact_id, row.version, row.direction),
        *(row.arrived_at, row.asked_at, row.answered_at, row.language, row.is_forwarded),
        *(row.outcome, row.verdicts, row.talk_language, row.score),
    )
    for contact_id, version, direction, *told in session.execute(
        changed.where(row.last_event > after)
    ):
        if version == VERSION:
            counted[contact_id] = _count_row(direction != OURS, *told)
        else:
            outdated.append(contact_id)
    records = list_records(session, outdated)
    return counted | {key: count_record(record) for key, record in records.items()}


def _count_row(
    is_counted: bool,
    arrived_at: datetime,
    asked_at: datetime | None,
    answered_at: datetime | None,
    language: str | None,
    is_forwarded: bool,
    outcome: str | None,
    verdict: int,
    talk_language: str | None,
    score: int | None,
) -> Counted:
    return Counted(
        is_counted,
        arrived_at.timestamp(),
        _to_instant(asked_at),
        _to_instant(answered_at),
        Kind(language, is_forwarded, _OUTCOMES[outcome], verdict),
        TalkKind(talk_language, score),
    )


def list_all_records(session: Session) -> dict[int, Record]:
    """What is kept of every contact, in the order of their numbers."""
    rows = session.execute(select(_FACTS).order_by(_FACTS.c.contact_id))
    return {row.contact_id: read_row(row) for row in rows}


def _to_datetime(instant: float | None) -> datetime | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC)


def _to_instant(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
