"""Folds the event log into the facts that the figures are computed from.

Pure: the same events give the same facts, whoever reads them and however often; the live
board and a report over the same window cannot differ (B83).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.hotline.contacts.facts import (
    CONTACT_ARRIVED,
    CONTACT_FORWARDED,
    LANGUAGE_SET,
    MESSAGE_SENT,
)
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_ASKED, CONTACT_MOVED, CONTACT_NOTED
from routing.facts import ContactFacts
from routing.model import Channel, ContactState, Outcome

KINDS = (
    CONTACT_ARRIVED.name,
    CONTACT_ASKED.name,
    CONTACT_ANSWERED.name,
    CONTACT_MOVED.name,
    CONTACT_NOTED.name,
    CONTACT_FORWARDED.name,
    LANGUAGE_SET.name,
    MESSAGE_SENT.name,
)
"""The kinds of event that change a fact."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One entry of the log, as the fold needs it."""

    at: datetime
    kind: str
    contact_id: int
    data: Mapping[str, Any]


def fold_events(events: Iterable[LoggedEvent]) -> dict[int, ContactFacts]:
    """Return each contact's facts; events in the order of the log.

    Contacts that we began ourselves (calling back a missed caller) are in no rate.
    """
    facts: dict[int, ContactFacts] = {}
    ours: set[int] = set()
    for event in events:
        if event.kind not in KINDS:
            continue
        if event.data.get("direction") == "callback":
            ours.add(event.contact_id)
        if event.contact_id in ours:
            continue
        known = facts.get(event.contact_id) or ContactFacts(arrived_at=event.at.timestamp())
        facts[event.contact_id] = apply_event(known, event)
    return facts


def apply_event(fact: ContactFacts, event: LoggedEvent) -> ContactFacts:
    """Return the contact's facts after one more event. First instants stay (B80)."""
    at, data = event.at.timestamp(), event.data
    match event.kind:
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
                booked_at=fact.booked_at or data.get("booked_at"),
            )
    return fact


def _apply_move(fact: ContactFacts, at: float, data: Mapping[str, Any]) -> ContactFacts:
    if data.get("state") != ContactState.ENDED:
        return fact
    outcome = Outcome(data["outcome"]) if data.get("outcome") else None
    left_at = at if fact.answered_at is None else None
    return replace(fact, outcome=outcome, left_at=fact.left_at or left_at)
