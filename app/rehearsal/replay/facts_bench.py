"""Measures the figures over many contacts: a month by half hour and language, a board's looks, and
how fast the log is followed and gone through again.

The contacts are made up and lie in one month, as the figures' worst case has them; what is measured
over them is compared with the definitions over the same facts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import Any, cast

from sqlalchemy import Table, insert, select, text, update

from app.desks.reports.fact_rows import keep_records, read_row
from app.desks.reports.facts import LoggedEvent, Record, fold_events
from app.desks.reports.following import follow_to_the_end
from app.desks.reports.intervals import Interval, Length, Span, measure_intervals
from app.desks.reports.memory import FactsMemory
from app.desks.reports.models import FactsRow, LogCursor
from app.desks.reports.rebuilding import rebuild_facts
from app.hotline.contacts.facts import CONTACT_ARRIVED, LANGUAGE_SET
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_ASKED, CONTACT_MOVED, OFFER_MADE
from app.hotline.tickets.facts import TICKET_CLOSED, TICKET_OPENED
from app.kit.clock import SteppedClock
from app.kit.errors import BadInput
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event
from app.kit.storage.migrating import migrate
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from routing.measures import DEFINITIONS
from routing.model import Outcome

BEGINS_AT = datetime(2026, 10, 1, tzinfo=LINE_TIME)
ENDS_AT = datetime(2026, 11, 1, tzinfo=LINE_TIME)
NOW = ENDS_AT - timedelta(minutes=7)
BATCH = 5000
LOOKS = 5
BY_HOUR = (*([1] * 8), 6, 10, 11, 8, 5, 7, 10, 10, 8, 5, 4, 3, 3, 2, 2, 1)
"""How many call in each hour of a day, in proportion."""
OUTCOMES = (
    *([Outcome.ANSWERED] * 16),
    *([Outcome.ABANDONED] * 2),
    *(Outcome.ABANDONED_SHORT, Outcome.SELF_SERVED, Outcome.CALLBACK_TAKEN, Outcome.CLOSED),
)


@dataclass(frozen=True, slots=True)
class FactFigures:
    """`differing` counts figures that are not what the definitions say, over `compared` of them."""

    contacts: int
    filled_s: float
    month_s: tuple[float, ...]
    intervals: int
    compared: int
    differing: int
    board_first_ms: float
    board_again_ms: float
    followed: int
    events_a_second: float
    rebuilt_a_second: float
    rebuilt_otherwise: int

    def as_table(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def measure_facts(database_url: str, contacts: int, followed: int) -> FactFigures:
    """Fill an empty database and measure; `followed` contacts are told by the log alone."""
    engine = make_engine(database_url)
    migrate(engine)
    store = Store(engine, SteppedClock(NOW), Vault("a bench that nobody calls, kept nowhere"))
    with store.read() as session:
        if session.scalar(select(Event.id).limit(1)) is not None:
            raise BadInput(place=database_url, reason="the database is not empty")
    chance = random.Random(1)  # noqa: S311 - repeatable on purpose
    begun = perf_counter()
    _tell_log(store, chance, range(1, followed + 1))
    told_s, begun = perf_counter() - begun, perf_counter()
    follow_to_the_end(store)
    followed_s, begun = perf_counter() - begun, perf_counter()
    rebuilt = rebuild_facts(store)
    rebuilt_s, begun = perf_counter() - begun, perf_counter()
    _fill(store, chance, range(followed + 1, contacts + 1))
    _gather_statistics(store)
    filled_s = perf_counter() - begun
    month = Span(BEGINS_AT, ENDS_AT)
    took, intervals = [], list[Interval]()
    for _ in range(LOOKS):
        begun = perf_counter()
        with store.read() as session:
            intervals = measure_intervals(session, month, Length.HALF_HOUR)
            for each in intervals:
                each.measure_all()
        took.append(perf_counter() - begun)
    compared, differing = _compare(store)
    first_ms, again_ms = _look(store)
    engine.dispose()
    events = followed * len(_STORY)
    return FactFigures(
        contacts=sum(each.arrived for each in intervals),
        filled_s=told_s + filled_s,
        month_s=tuple(took),
        intervals=len(intervals),
        compared=compared,
        differing=differing,
        board_first_ms=first_ms,
        board_again_ms=again_ms,
        followed=followed,
        events_a_second=events / followed_s,
        rebuilt_a_second=followed / rebuilt_s,
        rebuilt_otherwise=rebuilt.differing,
    )


def _draw_start(chance: random.Random) -> datetime:
    day = BEGINS_AT + timedelta(days=chance.randrange((ENDS_AT - BEGINS_AT).days))
    hour = chance.choices(range(24), BY_HOUR)[0]
    at = day + timedelta(hours=hour, seconds=3600 * chance.random())
    return at.astimezone(UTC)


_STORY = (
    *(CONTACT_ARRIVED, TICKET_OPENED, LANGUAGE_SET, CONTACT_ASKED, OFFER_MADE),
    *(CONTACT_ANSWERED, CONTACT_MOVED, CONTACT_MOVED, TICKET_CLOSED),
)


def _draw_story(chance: random.Random) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """What the log tells of one contact."""
    at = _draw_start(chance)
    language = chance.choices(("bo", "zh", None), (5, 4, 1))[0]
    seat, outcome = chance.choice(("general", "general", "lawyer")), chance.choice(OUTCOMES)
    is_answered = outcome is Outcome.ANSWERED
    has_asked = outcome not in {Outcome.SELF_SERVED, Outcome.CLOSED}
    for kind in _STORY:
        data: dict[str, Any] = {"language": language, "seat": seat}
        if kind is CONTACT_ARRIVED:
            data = {"channel": chance.choices(("voice", "chat"), (9, 1))[0], "direction": "inbound"}
        elif kind is CONTACT_ANSWERED:
            data["right_seat"] = chance.random() < 0.9
        elif kind is CONTACT_MOVED:
            data = {"state": "ended", "outcome": outcome}
        happens = has_asked if kind in {CONTACT_ASKED, OFFER_MADE} else True
        if happens and (kind is not CONTACT_ANSWERED or is_answered):
            yield at, kind.name, data
        at += timedelta(seconds=round(chance.expovariate(1 / 12), 6))


def _tell_log(store: Store, chance: random.Random, contact_ids: range) -> None:
    columns = {"agent_id": None, "offer_id": None}
    rows = (
        {"at": at, "kind": kind, "contact_id": contact_id, "data": data} | columns
        for contact_id in contact_ids
        for at, kind, data in _draw_story(chance)
    )
    while batch := list(islice(rows, BATCH)):
        with store.write() as uow:
            uow.session.execute(insert(Event), batch)


def _fill(store: Store, chance: random.Random, contact_ids: range) -> None:
    """Rows as the follower would have written them."""
    waiting = iter(contact_ids)
    while few := list(islice(waiting, BATCH)):
        records: dict[int, Record] = {}
        for contact_id in few:
            story = [
                LoggedEvent(at, kind, contact_id, data) for at, kind, data in _draw_story(chance)
            ]
            records |= fold_events(story)
        with store.write() as uow:
            keep_records(uow.session, records)


def _gather_statistics(store: Store) -> None:
    """As a database that is used does by itself."""
    vacuum = "VACUUM ANALYZE contact_facts" if not store.is_sqlite else "ANALYZE contact_facts"
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(vacuum))


def _compare(store: Store) -> tuple[int, int]:
    """Every figure of a day by half hour and language, from counts and from the facts."""
    day = Span(BEGINS_AT + timedelta(days=9), BEGINS_AT + timedelta(days=10))
    row = cast(Table, FactsRow.__table__)
    inside = row.c.arrived_at.between(day.since_at, day.until_at - timedelta(microseconds=1))
    with store.read() as session:
        counted = measure_intervals(session, day, Length.HALF_HOUR)
        records = [read_row(each) for each in session.execute(select(row).where(inside))]
    facts: dict[tuple[float, str | None], list[Any]] = {}
    for record in records:
        begins_at = record.facts.arrived_at // 1800 * 1800
        facts.setdefault((begins_at, record.facts.language), []).append(record.facts)
    pairs = [
        (each.measure(definition), definition.measure(facts.get(key, ())))
        for each in counted
        for key in [(each.begins_at.timestamp(), each.language)]
        for definition in DEFINITIONS
    ]
    assert len(facts) == len(counted)
    return len(pairs), sum(mine != theirs for mine, theirs in pairs)


def _look(store: Store) -> tuple[float, float]:
    """Milliseconds of a board's first look at the last day, and of the next after a new entry."""
    since_at = NOW - timedelta(hours=26)
    with store.write() as uow:
        position = uow.session.scalars(select(LogCursor.position)).one()
        of_the_day = update(FactsRow).where(FactsRow.arrived_at >= since_at)
        uow.session.execute(of_the_day.values(last_event=position))
    memory, took = FactsMemory(), []
    for contact_id in (1, 2):
        begun = perf_counter()
        with store.read() as session:
            memory.measure(session, NOW)
        took.append(1000 * (perf_counter() - begun))
        with store.write() as uow:
            uow.record(LANGUAGE_SET, contact_id=contact_id, language="bo", source="agent")
    return took[0], took[1]
