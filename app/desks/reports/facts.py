"""Folds the event log into what the figures are computed from, one record for each contact.

Pure: the same events give the same record, whoever reads them and however often; what the
follower keeps, the live board and a report over the same window cannot differ (B83).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.desks.reports.models import OURS
from app.hotline.contacts.facts import (
    CONTACT_ARRIVED,
    CONTACT_DESCRIBED,
    CONTACT_FORWARDED,
    LANGUAGE_SET,
    MESSAGE_SENT,
)
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_ASKED, CONTACT_MOVED, CONTACT_NOTED
from app.hotline.ratings.facts import CONTACT_RATED
from app.hotline.tickets.facts import TICKET_CLOSED, TICKET_TOPIC_CHOSEN
from routing.facts import ContactFacts
from routing.model import Channel, ContactState, Outcome
from routing.satisfaction import TalkFacts
from routing.verdicts import VERDICT_VERSION

FOLD_VERSION = 1
"""Counts the changes of what is told here of the same events."""
VERSION = f"{FOLD_VERSION}-{VERDICT_VERSION:08x}"

KINDS = (
    CONTACT_ARRIVED.name,
    CONTACT_DESCRIBED.name,
    CONTACT_ASKED.name,
    CONTACT_ANSWERED.name,
    CONTACT_MOVED.name,
    CONTACT_NOTED.name,
    CONTACT_FORWARDED.name,
    CONTACT_RATED.name,
    LANGUAGE_SET.name,
    MESSAGE_SENT.name,
    TICKET_TOPIC_CHOSEN.name,
    TICKET_CLOSED.name,
)
"""The kinds of event that change a record."""
_LATER = {
    *(CONTACT_DESCRIBED.name, CONTACT_RATED.name),
    *(TICKET_TOPIC_CHOSEN.name, TICKET_CLOSED.name),
}
"""Kinds that begin no record: of a contact whose beginning is not among the events."""
_AFTER_THE_TALK = (ContactState.WRAPPING_UP, ContactState.ENDED)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One entry of the log, as the fold needs it."""

    at: datetime
    kind: str
    contact_id: int
    data: Mapping[str, Any]
    id: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One contact as the log tells it up to the entry `last_event`."""

    facts: ContactFacts
    talk: TalkFacts | None = None
    direction: str = "inbound"
    is_training: bool = False
    county: str | None = None
    topic: str | None = None
    answered_by: str | None = None
    ended_at: float | None = None
    closed_at: float | None = None
    last_event: int = 0

    @property
    def is_counted(self) -> bool:
        """Contacts that we began ourselves (calling back a missed caller) are in no rate."""
        return self.direction != OURS


def fold_events(
    events: Iterable[LoggedEvent], known: Mapping[int, Record] | None = None
) -> dict[int, Record]:
    """The record of each contact that the events tell of, on top of what is known of it; events
    in the order of the log.  One that a record has taken in already is passed over."""
    records: dict[int, Record] = {}
    for event in events:
        if event.kind not in KINDS:
            continue
        record = records.get(event.contact_id) or (known or {}).get(event.contact_id)
        if record is None and event.kind in _LATER:
            continue
        if record is None:
            record = Record(ContactFacts(arrived_at=event.at.timestamp()))
        elif event.id and event.id <= record.last_event:
            continue
        records[event.contact_id] = apply_event(record, event)
    return records


def apply_event(record: Record, event: LoggedEvent) -> Record:
    """The record after one more event. First instants stay (B80)."""
    at, data = event.at.timestamp(), event.data
    facts = _apply_to_facts(record.facts, event.kind, at, data)
    talk = _apply_to_talk(record.talk, event.kind, at, data)
    changed = replace(record, facts=facts, talk=talk, last_event=event.id)
    match event.kind:
        case CONTACT_FORWARDED.name:
            return replace(changed, county=data.get("county") or record.county)
        case CONTACT_ARRIVED.name | CONTACT_DESCRIBED.name:
            return replace(
                changed,
                direction=data.get("direction") or record.direction,
                is_training=bool(data.get("training", record.is_training)),
                county=data.get("county", record.county),
            )
        case TICKET_TOPIC_CHOSEN.name | TICKET_CLOSED.name:
            return replace(changed, topic=data.get("topic"))
        case CONTACT_ANSWERED.name if record.answered_by is None:
            return replace(changed, answered_by="expert" if data.get("expert") else "general")
        case CONTACT_MOVED.name:
            return _apply_end(changed, at, data.get("state"))
    return changed


def _apply_end(record: Record, at: float, state: str | None) -> Record:
    if state == ContactState.CONNECTED:  # whose line dropped may have been called again (B56)
        return replace(record, ended_at=None)
    if state in _AFTER_THE_TALK:
        closed_at = at if state == ContactState.ENDED else record.closed_at
        return replace(record, ended_at=record.ended_at or at, closed_at=closed_at)
    return record


def _apply_to_facts(
    fact: ContactFacts, kind: str, at: float, data: Mapping[str, Any]
) -> ContactFacts:
    match kind:
        case CONTACT_ARRIVED.name:
            return replace(fact, channel=data.get("channel") or fact.channel)
        case MESSAGE_SENT.name:
            is_reply = data.get("sender") == "agent" and fact.channel != Channel.VOICE
            return replace(fact, first_reply_at=fact.first_reply_at or at) if is_reply else fact
        case CONTACT_ASKED.name:
            return replace(
                fact,
                asked_at=fact.asked_at or at,
                language=data.get("language") or fact.language,
                seat=data.get("seat") or fact.seat,
            )
        case CONTACT_ANSWERED.name:
            right_at = at if data.get("right_seat") else None
            return replace(
                fact,
                answered_at=fact.answered_at or at,
                right_seat_at=fact.right_seat_at or right_at,
                language=data.get("language") or fact.language,
            )
        case CONTACT_MOVED.name:
            return _apply_move(fact, at, data)
        case CONTACT_FORWARDED.name:
            return replace(fact, forwarded_by_12345=True)
        case CONTACT_NOTED.name | LANGUAGE_SET.name:
            return replace(
                fact,
                language=data.get("language") or fact.language,
                seat=data.get("seat") or fact.seat,
                booked_at=fact.booked_at or _round_instant(data.get("booked_at")),
            )
    return fact


def _apply_move(fact: ContactFacts, at: float, data: Mapping[str, Any]) -> ContactFacts:
    if data.get("state") != ContactState.ENDED:
        return fact
    outcome = Outcome(data["outcome"]) if data.get("outcome") else None
    left_at = at if fact.answered_at is None else None
    return replace(fact, outcome=outcome, left_at=fact.left_at or left_at)


def _apply_to_talk(
    talk: TalkFacts | None, kind: str, at: float, data: Mapping[str, Any]
) -> TalkFacts | None:
    """A person whom we called back has talked with us as well, and is counted here."""
    if talk is None:
        is_answer = kind == CONTACT_ANSWERED.name
        return TalkFacts(at, data.get("language")) if is_answer else None
    if kind == CONTACT_RATED.name:
        return replace(talk, score=talk.score or int(data["score"]))
    if kind == LANGUAGE_SET.name:
        return replace(talk, language=data.get("language"))
    return talk


def _round_instant(instant: float | None) -> float | None:
    """To the microsecond, as a database keeps it."""
    return None if instant is None else datetime.fromtimestamp(instant, UTC).timestamp()
