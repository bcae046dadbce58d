"""The real line as a scenario, read from a hotline's database after two days of calls."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.desks.planning.own_history import read_history, read_hours, read_line
from app.desks.planning.reading import load_scenario, read_scenario
from app.run import cli
from tests.journeys.cast import BO, Hotline, caller

DAY_S = 86_400


@pytest.fixture
def hotline(tmp_path: Path) -> Hotline:
    hotline = Hotline.open(tmp_path)
    yield hotline
    hotline.world.close()


def test_whole_days_before_today_are_read_with_their_redials(hotline: Hotline) -> None:
    hotline.ring_in(caller(BO, patience_s=30), "+8613812340007")  # nobody is there: gives up
    hotline.run(120)
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=90), "+8613812340007")  # calls again, is answered
    hotline.run(DAY_S)
    hotline.ring_in(caller(BO), "+8613812340008")  # today: no part of the past
    hotline.run(30)
    store = hotline.world.services.store
    knowledge = read_history(store, training=hotline.world.services.settings.training)
    assert (knowledge.days, knowledge.calls) == (1, 2)
    assert (knowledge.redials.abandoned, knowledge.redials.again) == (1, 1)
    gave_up, answered = knowledge.log.calls
    assert not gave_up.is_answered
    assert answered.is_answered
    assert gave_up.language == "bo"
    assert answered.talk_s == pytest.approx(90, abs=10)


def test_the_line_has_its_own_people(hotline: Hotline) -> None:
    agent_id = hotline.staff(languages=("zh", "bo"), seat="lawyer")
    hotline.run(3 * 3600)
    store = hotline.world.services.store
    knowledge = read_history(store, training=hotline.world.services.settings.training)
    line, people, rules = read_line(store, knowledge, read_hours(store), "own-line")
    (seat,) = read_scenario(line).seats
    assert seat.id == people[0].seat_id == f"agent-{agent_id}"
    assert seat.primary == "lawyer"
    assert seat.blocks == ((9.0, 12.0),)  # since nine by the line's clock
    assert rules.interpreted.guard_seats is None
    assert line["service"]["wrap_s"] == rules.wrap_up_s


def test_fit_reads_the_database_of_the_environment(
    hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    hotline.staff()
    for number in range(4):
        hotline.ring_in(caller(BO, talk_s=60), f"+861381234{number:04d}")
        hotline.run(DAY_S / 2)
    settings = hotline.world.services.settings
    now = hotline.world.clock.now().timestamp()
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("HOTLINE_TRAINING", "1")
    monkeypatch.setenv("HOTLINE_CLOCK", f"sped:1:{time.time()}:{now}")
    out = tmp_path / "line.json"
    assert cli.main(["fit", "--events", "--out", str(out)]) == 0
    assert "Redials: nobody who gave up" in capsys.readouterr().out
    assert load_scenario(out).seats[0].id == "agent-1"
    assert cli.main(["fit", "--events", "log.csv"]) == 2, "one of them"
    assert "a file or --events" in capsys.readouterr().err
