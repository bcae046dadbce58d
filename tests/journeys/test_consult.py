"""B50, B53: consult a lawyer while the caller holds, talk all three, hand over or not."""

from __future__ import annotations

import pytest

from app.gateway.simulated.plans import PhonePlan
from app.hotline.calls.talking.advice_actions import end_advice
from app.kit.errors import Refused
from tests.journeys.cast import ACCEPTS, SILENT, TASHI, Hotline
from tests.journeys.people import (
    LAWYER,
    PEMA,
    act,
    consult,
    hand_over,
    hang_up,
    hears_music,
    hears_people,
    hold,
    is_on_line,
    start_talk,
)


def begin(hotline: Hotline, *, phone: PhonePlan = ACCEPTS) -> tuple[int, int]:
    """Tashi talks with Pema and asks a lawyer; returns both agents."""
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer", phone=phone)
    consult(hotline, seat="lawyer")
    return tashi, lawyer


def test_b50_the_lawyer_hears_the_agent_first_while_the_caller_holds(hotline: Hotline) -> None:
    tashi, lawyer = begin(hotline)
    hotline.run(15)
    contact = hotline.contact()
    assert (contact.agent_id, contact.routing["adviser"]) == (tashi, lawyer)
    assert hears_people(hotline, LAWYER)
    assert not hears_people(hotline, PEMA)
    assert hears_music(hotline, PEMA)
    hold(hotline, is_held=False)
    assert all(hears_people(hotline, each) for each in (PEMA, LAWYER, TASHI))


def test_b50_warm_the_first_leaves_and_the_lawyer_has_the_caller(hotline: Hotline) -> None:
    tashi, lawyer = begin(hotline)
    hotline.run(15)
    asked_at = hotline.contact().asked_at
    hand_over(hotline)
    hotline.run(2)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", lawyer, asked_at)
    assert hears_people(hotline, PEMA)
    assert not is_on_line(hotline, TASHI)
    assert hotline.agent(tashi).state == "wrapping_up"
    ticket = hotline.tickets()[0]
    assert (ticket.consulted, ticket.handed_over_to) == (["lawyer"], "lawyer")
    hang_up(hotline, PEMA)
    hotline.run(120)
    assert hotline.contact().outcome == "answered"
    assert hotline.open_calls() == []
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b50_consulted_is_not_handed_over(hotline: Hotline) -> None:
    tashi, _lawyer = begin(hotline)
    hotline.run(15)
    act(hotline, end_advice)
    hotline.run(2)
    assert hotline.contact().agent_id == tashi
    assert hears_people(hotline, PEMA)
    assert not is_on_line(hotline, LAWYER)
    ticket = hotline.tickets()[0]
    assert (ticket.consulted, ticket.handed_over_to) == (["lawyer"], None)


@pytest.mark.parametrize("phone", [SILENT, PhonePlan(answers_after_s=2, answered_by="machine")])
def test_b50_unanswered_the_caller_comes_back_to_the_agent(
    hotline: Hotline, phone: PhonePlan
) -> None:
    tashi, lawyer = begin(hotline, phone=phone)
    hotline.run(5)
    assert hears_music(hotline, PEMA)
    hotline.run(10)
    assert hotline.contact().agent_id == tashi
    assert hears_people(hotline, PEMA)
    assert hotline.agent(lawyer).reason == "missed"
    assert hotline.tickets()[0].consulted == []
    assert not is_on_line(hotline, LAWYER)


def test_b50_the_lawyer_hangs_up_and_the_caller_comes_back(hotline: Hotline) -> None:
    tashi, _lawyer = begin(hotline)
    hotline.run(15)
    hang_up(hotline, LAWYER)
    hotline.run(3)
    assert hotline.contact().agent_id == tashi
    assert hears_people(hotline, PEMA)
    assert hotline.breaches() == []


def test_b50_the_agent_hangs_up_and_the_lawyer_has_the_caller(hotline: Hotline) -> None:
    _tashi, lawyer = begin(hotline)
    hotline.run(15)
    hang_up(hotline, TASHI)
    hotline.run(3)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", lawyer)
    assert hears_people(hotline, PEMA)


@pytest.mark.parametrize("after_s", [1, 15])
def test_b53_the_caller_hangs_up_in_the_middle(hotline: Hotline, after_s: float) -> None:
    tashi, lawyer = begin(hotline)
    hotline.run(after_s)
    hang_up(hotline, PEMA)
    hotline.run(3)
    assert hotline.open_calls() == []
    assert hotline.contact().state == "wrapping_up"
    hotline.run(90)
    assert hotline.agent(tashi).state == hotline.agent(lawyer).state == "ready"
    assert len(hotline.tickets()) == 1
    assert hotline.breaches() == []


def test_b52_a_lawyer_who_is_not_there_is_refused_before_it_starts(hotline: Hotline) -> None:
    start_talk(hotline)
    with pytest.raises(Refused):
        consult(hotline, seat="lawyer")
    assert hears_people(hotline, PEMA)
