"""Calling back whom we missed, over the carrier: the agent first, then the person, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.journeys.cast import SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import (
    LAWYER,
    break_line,
    hang_up,
    hears_people,
    is_on_line,
    transfer,
)
from tests.journeys.test_callbacks import WANGMO, book

CALLER = "+8613812340001"
PICKS_UP = PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.0),), talk_s=120)


def miss_one(hotline: Hotline) -> None:
    """A caller gives up after half a minute, with nobody on duty."""
    hotline.ring_in(caller(ZH, patience_s=30), CALLER)
    hotline.run(60)
    assert hotline.contact().outcome == "abandoned"
    assert hotline.reasons() == ["missed"]


def run_until_called_back(hotline: Hotline) -> None:
    end_at = hotline.world.clock.now() + timedelta(hours=3)
    while CALLER not in hotline.rung() and hotline.world.clock.now() < end_at:
        hotline.run(30)


def test_b61_whom_we_missed_is_called_back_and_the_talk_is_left_alone(
    open_hotline: Opener,
) -> None:
    """The talk lasts longer than any look of the repair: it is not taken for a stray line."""
    hotline = open_hotline(wrap_up_s=5.0)
    hotline.world.gateway.switch.plans[CALLER] = PICKS_UP
    miss_one(hotline)
    hotline.staff()
    run_until_called_back(hotline)
    assert hotline.rung().count(CALLER) == 1
    hotline.run(60)
    assert [contact.state for contact in hotline.contacts()] == ["ended", "connected"]
    hotline.run(120)
    back = hotline.contacts()[1]
    assert (back.outcome, back.state) == ("answered", "ended")
    assert back.answered_at is not None
    assert back.ended_at is not None
    assert (back.ended_at - back.answered_at).total_seconds() >= 119
    hotline.run(7200)
    assert hotline.rung().count(CALLER) == 1, "never two for one"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b61_a_machine_that_picks_up_is_not_a_person(open_hotline: Opener) -> None:
    hotline = open_hotline(wrap_up_s=5.0)
    hotline.world.gateway.switch.plans[CALLER] = PhonePlan(answers_after_s=2)
    miss_one(hotline)
    hotline.staff()
    run_until_called_back(hotline)
    hotline.run(3 * 3600)
    assert hotline.rung().count(CALLER) == 3
    assert hotline.contacts()[1].outcome == "callback_unreached"
    assert hotline.contacts()[1].answered_at is None
    assert hotline.agent(1).state == "ready"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def reach(hotline: Hotline) -> None:
    """Wangmo, who had booked, is called back and talks with Tashi."""
    tashi = book(hotline, home=replace(PICKS_UP, talk_s=3600))
    hotline.make_ready(tashi)
    hotline.run(30)
    assert hotline.contact().state == "connected"


@pytest.mark.parametrize("is_rung", [False, True])
def test_b32_b61_who_was_called_back_and_goes_while_passed_on_is_gone(
    hotline: Hotline, is_rung: bool
) -> None:
    """Reached is reached: from then on a caller like any other, for whom nobody is rung once
    they have hung up, and who is not rung for the next agent."""
    reach(hotline)
    if is_rung:
        hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer", phone=SILENT)
    transfer(hotline, seat="lawyer")
    hotline.run(4)
    assert hotline.contact().state == ("offered" if is_rung else "waiting")
    hang_up(hotline, WANGMO)
    hotline.run(1)
    assert (hotline.contact().state, hotline.open_calls()) == ("ended", [])
    assert hotline.contact().booked_at is not None, "the figures know that it was a call-back"
    assert hotline.rung().count(WANGMO) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b55_b61_the_agents_line_breaks_in_a_call_back(hotline: Hotline) -> None:
    """The person stays on the line and is not rung again; the next agent has them at once."""
    reach(hotline)
    hotline.world.gateway.switch.plans[TASHI] = SILENT
    break_line(hotline, TASHI)
    hotline.run(20)
    assert is_on_line(hotline, WANGMO)
    lawyer = hotline.staff(LAWYER)
    hotline.run(20)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", lawyer)
    assert hears_people(hotline, WANGMO)
    assert hotline.rung().count(WANGMO) == 1
    assert hotline.breaches() == []
