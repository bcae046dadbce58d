"""A month by half hour and language: what the database counts is what the definitions say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert

import app.run.tables
from app.desks.reports.fact_rows import list_all_records
from app.desks.reports.figures_commands import describe, read_month
from app.desks.reports.following import follow_to_the_end
from app.desks.reports.intervals import Length, Span, describe_interval, measure_intervals
from app.kit.clock import SteppedClock
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.rehearsal.replay.facts_bench import measure_facts
from app.run.cli import main
from routing.facts import ContactFacts
from routing.measures import DEFINITIONS, average_speed_of_answer
from tests.reports.drawing import draw_log

assert app.run.tables
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SPAN = Span(*read_month("2026-11"), True)


def fill(url: str) -> Store:
    store = Store(make_engine(url, durable=False), SteppedClock(NOON), Vault("0" * 32))
    with store.write() as uow:
        uow.session.execute(insert(Event), draw_log(Random(2), NOON, contacts=150))
    follow_to_the_end(store)
    return store


def test_every_interval_has_the_figures_of_its_contacts(database_url: str) -> None:
    store = fill(database_url)
    with store.read() as session:
        records = list_all_records(session).values()
        counted = {length: measure_intervals(session, SPAN, length) for length in Length}
        real = measure_intervals(session, Span(*read_month("2026-11")), Length.ALL)
        before = measure_intervals(session, Span(*read_month("2026-10")), Length.ALL)
    store.engine.dispose()
    inside = [each for each in records if each.is_counted]
    facts: dict[tuple[float, str | None], list[ContactFacts]] = {}
    for each in inside:
        begins_at = each.facts.arrived_at // 1800 * 1800
        facts.setdefault((begins_at, each.facts.language), []).append(each.facts)
    halves = counted[Length.HALF_HOUR]
    assert {(each.begins_at.timestamp(), each.language) for each in halves} == facts.keys()
    for each in halves:
        mine = facts[each.begins_at.timestamp(), each.language]
        assert [each.measure(one) for one in DEFINITIONS] == [
            one.measure(mine) for one in DEFINITIONS
        ]
        assert each.arrived == sum(each.classes.values()) == len(mine), "law 1, in every interval"
        wait, asked = each.measure_wait(), average_speed_of_answer(mine)
        assert wait.denominator == asked.denominator
        assert wait.value == pytest.approx(asked.value, abs=1e-6)
    for intervals in counted.values():
        assert sum(each.arrived for each in intervals) == len(inside)
    assert sum(each.arrived for each in real) == sum(not each.is_training for each in inside)
    assert before == []


def test_hours_and_days_are_those_of_the_line() -> None:
    begins_at, ends_at = read_month("2026-12")
    assert begins_at.astimezone(UTC) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert ends_at - begins_at == timedelta(days=31)


@pytest.mark.parametrize("month", ["2026-13", "november", "9999-12"])
def test_what_is_no_month_is_told(capsys: pytest.CaptureFixture[str], month: str) -> None:
    with pytest.raises(SystemExit):
        main(["figures", month])
    assert f"{month}: not a month such as 2026-11" in capsys.readouterr().err


def test_the_command_tells_the_month(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = fill(sqlite_url)
    with store.read() as session:
        days = measure_intervals(session, SPAN, Length.DAY)
    store.engine.dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HOTLINE_TRAINING", "1")
    assert main(["figures", "2026-11"]) == 0
    assert capsys.readouterr().out.splitlines() == describe(days)
    assert main(["figures", "2026-11", "--by", "all", "--json"]) == 0
    assert '"definition": "right_seat_live", "version": 1' in capsys.readouterr().out
    assert main(["figures", "2025-01"]) == 0
    assert "nobody came in that month" in capsys.readouterr().out
    told = describe_interval(days[0])
    assert Counter(told["classes"]) == days[0].classes


def test_the_bench_compares_what_it_measures(sqlite_url: str) -> None:
    found = measure_facts(sqlite_url, contacts=300, followed=40)
    assert (found.contacts, found.differing, found.rebuilt_otherwise) == (300, 0, 0)
    assert found.compared > 0
