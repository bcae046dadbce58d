"""Draws logs of contacts, orderly and not: for what must hold over any of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from routing.model import Outcome

OUTCOMES = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.ABANDONED_SHORT, Outcome.SELF_SERVED)
LANGUAGES = ("bo", "zh", None)


def draw_log(chance: Random, now: datetime, contacts: int) -> list[dict[str, Any]]:
    """Rows of `events` of the last 30 hours, in the order in which they happened."""
    rows = [
        row
        for contact_id in range(1, contacts + 1)
        for row in draw_contact(chance, contact_id, now - timedelta(hours=30 * chance.random()))
    ]
    rows = [row for row in rows if row["at"] <= now]
    rows.sort(key=lambda row: row["at"])
    return rows


def draw_contact(chance: Random, contact_id: int, at: datetime) -> Iterator[dict[str, Any]]:
    """What may be told of a contact, in some order after its arrival."""
    for kind, data in [_draw_arrival(chance), *_draw_story(chance)]:
        data = {name: value for name, value in data.items() if value is not None}
        if kind == "contact_noted" and chance.random() < 0.5:
            data["booked_at"] = at.timestamp()
        columns = {"agent_id": None, "offer_id": None}
        yield {"at": at, "kind": kind, "contact_id": contact_id, "data": data} | columns
        at += timedelta(seconds=chance.choice((0.000001, 2, 5, 15, 15.5, 180, 4000)))


def _draw_arrival(chance: Random) -> tuple[str, dict[str, Any]]:
    return "contact_arrived", {
        "channel": chance.choice(("voice", "chat", "text")),
        "direction": chance.choice(("inbound", "inbound", "referral", "callback")),
        "training": chance.choice((True, None)),
        "county": chance.choice(("513224", None)),
    }


def _draw_story(chance: Random) -> list[tuple[str, dict[str, Any]]]:
    language, seat = chance.choice(LANGUAGES), chance.choice(("general", "lawyer"))
    asked = {"language": language, "seat": seat}
    answered = {"language": language, "right_seat": chance.random() < 0.7, "expert": True}
    story: list[tuple[str, dict[str, Any]]] = [
        ("ticket_opened", {}),
        ("contact_asked", asked),
        ("contact_noted", {"language": chance.choice(LANGUAGES)}),
        ("message_sent", {"sender": chance.choice(("agent", "caller"))}),
        ("contact_answered", answered),
        ("contact_moved", {"state": "connected"}),
        ("language_set", {"language": "bo"}),
        ("contact_forwarded", {"county": "513221"}),
        ("ticket_topic_chosen", {"topic": "05"}),
        ("contact_moved", {"state": "wrapping_up"}),
        ("contact_moved", {"state": "ended", "outcome": chance.choice(OUTCOMES)}),
        ("contact_rated", {"score": chance.randrange(1, 6)}),
        ("contact_described", {"county": chance.choice(("513224", None))}),
        ("ticket_closed", {"topic": "07"}),
    ]
    return [each for each in story if chance.random() < 0.75]
