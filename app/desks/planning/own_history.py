"""Reads the line's own past from its database: what the command and the page both start from."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.desks.planning.default_line import default_line
from app.desks.planning.queries import (
    find_first_ask,
    find_rules,
    list_call_events,
    list_moves,
    list_people,
)
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.unit_of_work import Store
from routing.planning.own_line import Json, Knowledge, learn_line, make_line, use_rules
from routing.planning.own_log import list_days, read_own_log
from routing.planning.own_people import RosterPerson, learn_hours, make_seats
from routing.settings import Settings

HISTORY_DAYS = 56
PRESENCE_DAYS = 28
Hours = dict[int, list[list[float]]]


def midnight_before(now: datetime) -> datetime:
    """The start of the line's present day."""
    return now.astimezone(LINE_TIME).replace(hour=0, minute=0, second=0, microsecond=0)


def read_history(store: Store, *, training: bool, days: int = HISTORY_DAYS) -> Knowledge:
    """What whole days before today say, from the first ask on."""
    today = midnight_before(store.clock.now())
    with store.read() as session:
        first_at = find_first_ask(session)
        since_at = max(today - timedelta(days=days), midnight_before(first_at or today))
        events = list_call_events(session, since_at, today, training=training)
    return learn_line(read_own_log(events, list_days(since_at, today)))


def read_hours(store: Store) -> Hours:
    """The hours that people usually keep, by agent."""
    now = store.clock.now()
    with store.read() as session:
        moves = list_moves(session, midnight_before(now) - timedelta(days=PRESENCE_DAYS), now)
    return learn_hours(moves, now)


def read_line(
    store: Store, knowledge: Knowledge, hours: Hours, name: str
) -> tuple[Json, list[RosterPerson], Settings]:
    """The line with its people of now, the hours that they keep, and its rule."""
    with store.read() as session:
        people = list_people(session, store.vault)
        rules = find_rules(session)
    topics = make_line(default_line(), name, knowledge, [])["topics"]
    seats = make_seats(people, hours, topics)
    line = make_line(default_line(), name, knowledge, seats)
    use_rules(line, rules)
    return line, people, rules
