"""B71: whatever was committed is enough to go on from; nobody is lost, nobody rung twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.telephony.port import CarrierRefused, CarrierUnreachable
from tests.journeys.broken import WatchedCarrier
from tests.journeys.cast import BO, LI, START, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import CrashingWorld, KillAt, Killed, make_crashing, restart

CALLERS = 4
RULES = {"wrap_up_s": 5.0, "longest_wait_s": None}


def play(
    hotline: Hotline,
    *,
    kill_at: int = 0,
    moment: str = "after",
    down_s: float = 0,
    failure: type[BaseException] = Killed,
) -> int:
    """Two agents, four callers, one kill (0: none); returns how many commits were made."""
    hotline.staff(TASHI, ("zh", "bo"))
    hotline.staff(LI, ("zh",))
    world = hotline.world = make_crashing(hotline.world, down_s)
    for number in range(CALLERS):
        at = START + timedelta(seconds=number)
        world.plan(at, lambda number=number: dial_in(hotline, number))
    with KillAt(kill_at, moment, failure) as killer:
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


def check_nobody_lost(hotline: Hotline) -> None:
    assert hotline.breaches() == []
    contacts = hotline.contacts()
    assert len(contacts) == CALLERS, "one contact for each caller, also for those who came back"
    assert [c.outcome for c in contacts] == ["answered"] * CALLERS
    assert hotline.open_calls() == []
    offers = {(leg.offer_id, leg.agent_id) for leg in hotline.legs()}
    assert len(offers) == len(hotline.legs()), "one leg for each seat of an offer"
    assert len(hotline.rung()) <= len(hotline.legs()), "no leg was placed twice"


def check_everybody_accounted_for(hotline: Hotline) -> None:
    """Answered, or ended in another class and listed for a call-back; no line is left open."""
    assert hotline.breaches() == []
    missed = [c.id for c in hotline.contacts() if c.outcome != "answered"]
    assert {c.state for c in hotline.contacts()} == {"ended"}
    listed = {each for each in missed if hotline.reasons(each)}
    assert listed >= set(missed)
    assert hotline.open_calls() == []


def test_without_a_crash(open_hotline: Opener) -> None:
    hotline = open_hotline(**RULES)
    play(hotline)
    check_nobody_lost(hotline)
    assert hotline.answered_order() == [1, 2, 3, 4]
    assert len(hotline.rung()) == CALLERS


@pytest.mark.parametrize(
    ("kill_at", "moment", "down_s"),
    [(6, "before", 0), (29, "before", 0), (45, "after", 0), (63, "after", 5), (84, "before", 0)],
)
def test_b71_killed_at_any_commit(
    open_hotline: Opener, kill_at: int, moment: str, down_s: float
) -> None:
    """A few places of the 85; `python -m tests.journeys.sweep` tries every one."""
    hotline = open_hotline(**RULES)
    play(hotline, kill_at=kill_at, moment=moment, down_s=down_s)
    assert isinstance(hotline.world, CrashingWorld)
    assert hotline.world.kills == 1
    check_nobody_lost(hotline)


@pytest.mark.parametrize("fail_at", [5, 30, 55, 80])
def test_a_commit_that_fails_leaves_the_state_as_before(
    open_on_sqlite: Opener, fail_at: int
) -> None:
    """The process lives on; whom that commit concerned is kept, or listed for a call-back."""
    hotline = open_on_sqlite(**RULES)
    play(hotline, kill_at=fail_at, moment="before", failure=OSError)
    check_everybody_accounted_for(hotline)


@pytest.mark.parametrize("is_done_first", [False, True])
@pytest.mark.parametrize("fail_at", [1, 2, 3, 4, 5, 6, 8, 10])
def test_a_request_to_the_carrier_that_fails_loses_nobody(
    open_on_sqlite: Opener, fail_at: int, is_done_first: bool
) -> None:
    """Not done and failed, or done and the answer lost."""
    hotline = open_on_sqlite(**RULES)
    watched = WatchedCarrier(hotline.world.services.carrier)

    def fail(number: int, _name: str) -> None:
        if number == fail_at:
            raise CarrierUnreachable(reason="a fault of this test")

    if is_done_first:
        watched.after = fail
    else:
        watched.before = fail
    restart(hotline.world, watched)
    play(hotline)
    assert watched.count >= fail_at
    check_nobody_lost(hotline)


@pytest.mark.parametrize("fail_at", [1, 2, 4, 6])
def test_a_request_that_the_carrier_refuses_loses_nobody(
    open_on_sqlite: Opener, fail_at: int
) -> None:
    hotline = open_on_sqlite(**RULES)

    def refuse(number: int, _name: str) -> None:
        if number == fail_at:
            raise CarrierRefused(status=400, carrier_code=20001)

    restart(hotline.world, WatchedCarrier(hotline.world.services.carrier, before=refuse))
    play(hotline)
    check_everybody_accounted_for(hotline)
