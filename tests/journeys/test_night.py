"""R4: outside the shifts the night line rings who is on call; nobody there, a message is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.duty.actions import plan_shift
from app.hotline.opening.actions import close_by_hand, save_hours
from tests.journeys.cast import ACCEPTS, BO, START, Hotline, caller
from tests.journeys.people import LAWYER
from tests.journeys.test_closed import SPEAKS, WEEKDAYS
from tests.journeys.test_emergency import hear_wait

EVENING = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)  # 20:30 in Ganzi


def keep_hours(hotline: Hotline, **values: Any) -> None:
    with hotline.world.services.router.write() as work:
        save_hours(work, WEEKDAYS | values)


def hire_on_call(hotline: Hotline, languages: tuple[str, ...] = ("zh", "bo")) -> None:
    with hotline.world.services.store.write() as uow:
        new = NewAgent("Duty", languages, "lawyer", address=LAWYER, on_call=True)
        agent_id = add_agent(uow, new).id
        plan_shift(uow, agent_id, START, START + timedelta(days=1))
    hotline.world.gateway.switch.plans[LAWYER] = ACCEPTS


def test_r4_at_night_who_is_on_call_is_rung_at_once(hotline: Hotline) -> None:
    keep_hours(hotline)
    hire_on_call(hotline)
    hotline.world.run_until(EVENING)
    hotline.ring_in(caller(BO))
    hotline.run(30)
    assert hotline.contact().state == "connected"
    assert hotline.contact().seat == "lawyer"
    assert [each.data["reason"] for each in hotline.events("night_line_rung")] == ["no_shift"]
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_r4_the_caller_is_told_that_only_people_on_call_are_there(hotline: Hotline) -> None:
    keep_hours(hotline)
    hire_on_call(hotline)
    hotline.world.run_until(EVENING)
    assert "听班" in hear_wait(hotline, "+8613812340041")
    keep_hours(hotline, week={str(day): [["00:00", "00:00"]] for day in range(7)})
    assert "听班" not in hear_wait(hotline, "+8613812340042")


@pytest.mark.parametrize("languages", [("zh",), ()])
def test_r4_nobody_on_call_for_the_caller_takes_a_message(
    hotline: Hotline, languages: tuple[str, ...]
) -> None:
    keep_hours(hotline)
    if languages:
        hire_on_call(hotline, languages)
    hotline.world.run_until(EVENING)
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    assert hotline.contact().outcome == "left_message"


def test_r4_a_line_may_have_no_night_line(hotline: Hotline) -> None:
    keep_hours(hotline, rings_on_call=False)
    hire_on_call(hotline)
    hotline.world.run_until(EVENING)
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    assert hotline.contact().outcome == "left_message"


def test_b63_a_manual_close_closes_the_night_line_too(hotline: Hotline) -> None:
    keep_hours(hotline)
    hire_on_call(hotline)
    with hotline.world.services.router.write() as work:
        close_by_hand(work, is_closed=True)
    hotline.world.run_until(EVENING)
    hotline.ring_in(SPEAKS)
    hotline.run(90)
    assert hotline.contact().outcome == "left_message"
    assert hotline.rung() == []
