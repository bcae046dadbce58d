"""A short replay through the whole live path: nobody lost, the same twice, laws hold."""

from __future__ import annotations

from pathlib import Path

from app.rehearsal.replay.call_log import parse_call_log
from app.rehearsal.replay.callers import Cast, Window, cast_callers
from app.rehearsal.replay.figures import Findings
from app.rehearsal.replay.mapping import Mapping, make_mapping
from app.rehearsal.replay.play_stepped import play_stepped

HEADING = "arrival,type,vru_time,q_time,outcome,ser_time"
ROWS = (
    "1999-01-04 08:59:00,PS,6,0,AGENT,100",
    "1999-01-04 08:59:05,PE,6,0,AGENT,90",
    "1999-01-04 08:59:06,PS,6,10,HANG,0",
    "1999-01-04 08:59:10,PS,3,0,HANG,0",
    "1999-01-04 09:00:30,PS,6,200,AGENT,20",
    "1999-01-04 09:01:30,PE,6,300,AGENT,30",
)


def make_cast() -> tuple[Cast, Mapping]:
    mapping = make_mapping(
        {
            "types": {"PS": {"language": "zh"}, "PE": {"language": "bo", "topic": "lawyer"}},
            "agents": {
                "languages": ["zh"],
                "by_half_hour": [0] * 17 + [1] + [0] * 30,
                "bo": {"languages": ["bo"], "by_half_hour": [1] * 48},
            },
            "manners": {"miss_share": 0.3},
        }
    )
    log = parse_call_log([HEADING, *ROWS])
    return cast_callers(log, mapping, Window(), seed=3), mapping


def play(folder: Path) -> Findings:
    cast, mapping = make_cast()
    return play_stepped(cast, mapping, 3, folder)


def test_a_replay_loses_nobody_and_is_the_same_twice(tmp_path: Path) -> None:
    first, second = play(tmp_path / "1"), play(tmp_path / "2")
    assert first == second
    assert first.lost == ()
    assert first.breaches == ()
    assert first.contacts == sum(first.outcomes.values()) == 6
    assert first.outcomes["abandoned_short"] == 1
    assert first.outcomes["answered"] >= 2
