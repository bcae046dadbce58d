"""`contact_facts` are what the log tells: however it was followed, and when it is made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

import app.run.tables
from app.desks.reports.board import measure_day
from app.desks.reports.fact_rows import list_all_records, write_row
from app.desks.reports.facts import LoggedEvent, Record, fold_events
from app.desks.reports.following import follow_log, follow_to_the_end, renew_outdated
from app.desks.reports.memory import FactsMemory
from app.desks.reports.models import FactsRow, LogCursor
from app.desks.reports.queries import read_cursor
from app.desks.reports.rebuilding import rebuild_facts
from app.kit.clock import SteppedClock
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event, find_settled
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from routing.facts import ContactFacts
from routing.measures import DEFINITIONS
from routing.model import Outcome
from routing.verdicts import count_answered, judge, measure_tally
from tests.reports.days import make_day
from tests.reports.drawing import draw_log

assert app.run.tables
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NOON_S = NOON.timestamp()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    engine = make_engine(database_url, durable=False)
    yield Store(engine, SteppedClock(NOON), Vault("a secret that is long enough"))
    engine.dispose()


def tell(store: Store, events: list[dict[str, Any]]) -> None:
    with store.write() as uow:
        uow.session.execute(insert(Event), events)


def read_log(store: Store) -> dict[int, Record]:
    with store.read() as session:
        told = session.scalars(select(Event).order_by(Event.id))
        return fold_events(
            LoggedEvent(each.at, each.kind, each.contact_id or 0, each.data, each.id)
            for each in told
        )


def read_followed(store: Store) -> dict[int, Record]:
    with store.read() as session:
        return list_all_records(session)


@contextmanager
def killed() -> Iterator[None]:
    with pytest.raises(KeyboardInterrupt):
        yield


def test_the_rows_are_what_the_log_tells_however_it_was_followed(store: Store) -> None:
    """In batches of any size, ended at any write, run twice; the board is right in between."""
    chance = Random(7)
    log = draw_log(chance, NOON, contacts=60)
    memory = FactsMemory()
    while log:
        count = chance.randrange(1, 90)
        tell(store, log[:count])
        del log[:count]
        if chance.random() < 0.4:
            with killed(), store.write() as uow:
                uow.session.execute(update(LogCursor).values(position=10**6))
                raise KeyboardInterrupt
        for _ in range(chance.randrange(3)):
            follow_log(store, at_most=chance.randrange(1, 60))
        with store.read() as session:
            shown = memory.measure(session, NOON)
        assert shown == measure_day(make_day(read_log(store)), NOON)
    follow_to_the_end(store)
    told = read_log(store)
    assert read_followed(store) == told
    assert len(told) == 60
    assert rebuild_facts(store).differing == 0
    with store.read() as session:
        assert memory.measure(session, NOON) == FactsMemory().measure(session, NOON)


def test_two_followers_take_each_entry_in_once(store: Store) -> None:
    """The second has read what the first then takes: it finds it taken."""
    tell(store, draw_log(Random(3), NOON, contacts=5))
    first_write, told = store.write, []

    @contextmanager
    def overtaken() -> Iterator[Any]:
        store.write = first_write  # type: ignore[method-assign]
        told.append(follow_log(store))
        with first_write() as uow:
            yield uow

    store.write = overtaken  # type: ignore[method-assign]
    assert follow_log(store) == 0
    assert told[0] > 0
    assert read_followed(store) == read_log(store)


def test_where_nobody_has_begun_to_follow_the_first_does(store: Store) -> None:
    tell(store, draw_log(Random(5), NOON, contacts=20))
    with store.write() as uow:
        uow.session.execute(delete(LogCursor))
        uow.session.execute(insert(FactsRow), [write_row(99, Record(ContactFacts(NOON_S)))])
    with store.read() as session:
        assert FactsMemory().measure(session, NOON).today.arrived > 0
    assert rebuild_facts(store).differing == 1, "the row of a contact that nobody told of"
    follow_to_the_end(store)
    assert read_followed(store) == read_log(store)


def test_rows_that_are_wrong_are_made_again_and_a_board_sees_it(store: Store) -> None:
    tell(store, draw_log(Random(5), NOON, contacts=20))
    follow_to_the_end(store)
    memory = FactsMemory()
    with store.read() as session:
        right = memory.measure(session, NOON)
    with store.write() as uow:
        uow.session.execute(update(FactsRow).where(FactsRow.contact_id < 4).values(verdicts=0))
        uow.session.execute(delete(FactsRow).where(FactsRow.contact_id == 7))
        uow.session.execute(
            update(FactsRow).where(FactsRow.contact_id == 9).values(contact_id=10**6)
        )
    found = rebuild_facts(store)
    assert (found.contacts, found.differing) == (20, 6), "three, one, and one that moved away"
    assert read_followed(store) == read_log(store)
    with store.read() as session:
        assert memory.measure(session, NOON) == right


def test_what_other_definitions_made_is_made_anew(store: Store) -> None:
    tell(store, draw_log(Random(5), NOON, contacts=20))
    follow_to_the_end(store)
    with store.write() as uow:
        uow.session.execute(update(LogCursor).values(version="0-of-old"))
        uow.session.execute(update(FactsRow).values(version="0-of-old", verdicts=-1))
    renew_outdated(store)
    with store.read() as session:
        versions = set(session.scalars(select(FactsRow.version)))
        assert versions == {read_cursor(session).version} != {"0-of-old"}
        assert -1 not in session.scalars(select(FactsRow.verdicts)).all()


@pytest.mark.postgres
def test_a_number_that_is_committed_late_is_waited_for(postgres_url: str) -> None:
    """A lower number of the log may appear after a higher: the follower passes none over."""
    engine = make_engine(postgres_url, durable=False)
    store = Store(engine, SteppedClock(NOON), Vault("a secret that is long enough"))
    early, late = draw_log(Random(1), NOON, contacts=1)[:2]
    with store.write() as slow:
        slow.session.execute(insert(Event), [early])
        tell(store, [late])
        with store.read() as session:
            assert find_settled(session) == 0
        assert follow_log(store) == 0
    with store.read() as session:
        assert find_settled(session) == 2
    follow_to_the_end(store)
    assert read_followed(store) == read_log(store)
    engine.dispose()


def test_figures_from_verdicts_are_those_of_the_definitions() -> None:
    """To the last digit, for every definition, over facts of every sort."""
    log = draw_log(Random(11), NOON, contacts=400)
    records = fold_events(
        LoggedEvent(each["at"], each["kind"], each["contact_id"], each["data"]) for each in log
    )
    facts = [record.facts for record in records.values() if record.is_counted]
    tally: dict[int, int] = {}
    for fact in facts:
        tally[judge(fact)] = tally.get(judge(fact), 0) + 1
    assert len(tally) > 10
    for definition in DEFINITIONS:
        assert measure_tally(definition, tally) == definition.measure(facts)
        assert measure_tally(definition, {}) == definition.measure([])
    assert {fact.outcome for fact in facts} >= {Outcome.ANSWERED, Outcome.ABANDONED, None}
    assert count_answered(tally) == sum(
        fact.answered_at is not None and fact.booked_at is None for fact in facts
    )


def test_the_end_of_a_record_is_the_last_end_of_the_talk() -> None:
    """Whose line dropped may have been called again (B56)."""
    told = [
        LoggedEvent(NOON + timedelta(minutes=minute), "contact_moved", 1, {"state": state})
        for minute, state in enumerate(
            ["waiting", "connected", "wrapping_up", "connected", "wrapping_up", "ended"]
        )
    ]
    record = fold_events(told)[1]
    minutes = [(at or 0.0) - NOON.timestamp() for at in (record.ended_at, record.closed_at)]
    assert minutes == [240, 300]
