"""From rows to telephones: what each kind of row becomes."""

from __future__ import annotations

from datetime import UTC, datetime

from app.rehearsal.replay.call_log import parse_call_log
from app.rehearsal.replay.callers import Cast, Window, cast_callers
from app.rehearsal.replay.mapping import MAPPING, read_mapping
from routing.planning.call_log import BrokenRow

HEADING = "arrival,type,vru_time,q_time,outcome,ser_time"
ROWS = (
    "1999-01-04 09:00:00,PS,6,140,HANG,0",
    "1999-01-04 09:01:00,PE,30,20,AGENT,200",
    "1999-01-04 09:02:00,PS,40,0,HANG,0",
    "1999-01-04 09:03:00,PS,6,0,PHANTOM,0",
    "1999-01-04 09:04:00,AA,6,0,AGENT,10",
    "1999-01-04 10:00:00,PS,-4,0,AGENT,0",
)


def cast(seed: int = 1, window: Window = Window()) -> Cast:
    return cast_callers(parse_call_log([HEADING, *ROWS]), read_mapping(MAPPING), window, seed)


def test_every_row_is_a_caller_or_counted_otherwise() -> None:
    found = cast()
    assert [caller.row for caller in found.callers] == [2, 3, 4, 7]
    assert (found.rows, found.phantoms, found.left_early) == (6, 1, 1)
    assert found.bad_rows == [BrokenRow(6, "type", "not_in_the_mapping", "AA")]


def test_who_hung_up_waits_as_long_as_in_the_log_counted_from_the_key() -> None:
    plan = cast().callers[0].plan
    assert plan.patience_s == 6.0 + 140.0
    assert plan.keys[0].keys == "2"
    assert plan.talk_s in {10.0, 200.0}, "of all types: nobody of this one was answered"


def test_who_was_answered_talks_as_long_and_would_have_waited_longer() -> None:
    plan = cast().callers[1].plan
    assert plan.talk_s == 200.0
    assert plan.keys[0].keys == "1"
    assert plan.patience_s is None or plan.patience_s > 6.0 + 20.0


def test_who_left_before_queueing_presses_nothing_and_is_gone_before_our_queue() -> None:
    plan = cast().callers[2].plan
    assert plan.hangs_up_after_s == 5.0
    assert plan.keys == ()


def test_local_time_of_the_log_becomes_an_instant() -> None:
    assert cast().callers[0].at == datetime(1999, 1, 4, 1, 0, tzinfo=UTC)


def test_a_call_is_the_same_in_every_window() -> None:
    window = Window(datetime(1999, 1, 4, 9, 1), datetime(1999, 1, 4, 9, 2))  # noqa: DTZ001
    assert cast(window=window).callers == cast().callers[1:2]


def test_the_seed_decides_what_is_drawn() -> None:
    assert cast(1).callers == cast(1).callers
