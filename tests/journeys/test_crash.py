"""B71: whatever was committed is enough to go on from; nobody is lost, nobody rung twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.cast import BO, LI, START, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import CrashingWorld, KillAt, make_crashing

CALLERS = 4
RULES = {"wrap_up_s": 5.0, "longest_wait_s": None}


def play(hotline: Hotline, *, kill_at: int = 0, moment: str = "after", down_s: float = 0) -> int:
    """Two agents, four callers, one kill (0: none); returns how many commits were made."""
    hotline.staff(TASHI, ("zh", "bo"))
    hotline.staff(LI, ("zh",))
    world = hotline.world = make_crashing(hotline.world, down_s)
    for number in range(CALLERS):
        at = START + timedelta(seconds=number)
        world.plan(at, lambda number=number: dial_in(hotline, number))
    with KillAt(kill_at, moment) as killer:
        hotline.run(60)
        for _ in range(3):
            wake_up(hotline)
            hotline.run(60)
    return killer.count


def dial_in(hotline: Hotline, number: int) -> None:
    plan = caller(BO if number % 2 else ZH, talk_s=20, patience_s=500)
    hotline.world.gateway.switch.dial_in(f"+861381234000{number}", "+8612348", plan)


def wake_up(hotline: Hotline) -> None:
    """An agent whom an outage made miss a call says so and goes on."""
    for agent_id in (1, 2):
        if hotline.agent(agent_id).state == "not_ready":
            hotline.make_ready(agent_id)


def list_rings(hotline: Hotline) -> list[str]:
    """The address of the first document of every call that the carrier placed for us."""
    names = [leg.call_sid for leg in hotline.legs() if leg.call_sid]
    placed = [c.sid for c in hotline.world.gateway.carrier.exchange.calls.values()]
    assert set(names) <= set(placed)
    return hotline.rung()


def check_nobody_lost(hotline: Hotline) -> None:
    assert hotline.breaches() == []
    contacts = hotline.contacts()
    assert len(contacts) == CALLERS, "one contact for each caller, also for those who came back"
    assert [c.outcome for c in contacts] == ["answered"] * CALLERS
    assert hotline.open_calls() == []
    offers = {(leg.offer_id, leg.agent_id) for leg in hotline.legs()}
    assert len(offers) == len(hotline.legs()), "one leg for each seat of an offer"
    assert len(hotline.rung()) <= len(hotline.legs()), "no leg was placed twice"


def test_without_a_crash(open_hotline: Opener) -> None:
    hotline = open_hotline(**RULES)
    play(hotline)
    check_nobody_lost(hotline)
    assert hotline.answered_order() == [1, 2, 3, 4]
    assert len(hotline.rung()) == CALLERS


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kill_at", range(3, 120, 13))
def test_b71_killed_at_any_commit(open_hotline: Opener, kill_at: int, moment: str) -> None:
    hotline = open_hotline(**RULES)
    play(hotline, kill_at=kill_at, moment=moment)
    assert isinstance(hotline.world, CrashingWorld)
    check_nobody_lost(hotline)
