"""The interpreted call live: one offer, two phones; the interpreter is first with the caller."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.journeys.cast import ACCEPTS, BO, SILENT, TASHI, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import (
    LAWYER,
    PEMA,
    break_line,
    call_again,
    consult,
    hang_up,
    hears_music,
    hears_people,
    is_on_line,
)

SLOW = PhonePlan(answers_after_s=6, keys=(KeyPress("1", 1.0),))
RULES: dict[str, Any] = {
    "interpreted": {"enabled": True, "after_s": 5.0, "guard_seats": 0, "language": "bo"},
    "ring_s": 15.0,
}


@pytest.fixture
def hotline(open_hotline: Opener) -> Hotline:
    return open_hotline(**RULES)


def ring(
    hotline: Hotline, *, expert: PhonePlan = ACCEPTS, interpreter: PhonePlan = ACCEPTS
) -> tuple[int, int]:
    """Pema asks in Tibetan for a lawyer; only a Chinese lawyer and a bilingual seat are there."""
    lawyer = hotline.staff(LAWYER, ("zh",), seat="lawyer", phone=expert, is_ready=False)
    tashi = hotline.staff(TASHI, phone=interpreter, is_ready=False)
    hotline.ring_in(caller(BO, talk_s=3600), number=PEMA)
    hotline.ask_for(1, "lawyer")
    hotline.make_ready(lawyer)
    hotline.make_ready(tashi)
    return lawyer, tashi


def test_the_interpreter_is_first_with_the_caller_then_the_expert(hotline: Hotline) -> None:
    lawyer, tashi = ring(hotline, expert=SLOW)
    hotline.run(60)
    contact = hotline.contact()
    assert contact.state == "connected"
    assert (contact.routing["seat_agent"], contact.routing["interpreter"]) == (lawyer, tashi)
    entered = [event.data["role"] for event in hotline.events("room_entered")]
    assert entered.index("interpreter") < entered.index("caller")
    assert all(hears_people(hotline, each) for each in (PEMA, LAWYER, TASHI))
    assert contact.right_seat_at is not None
    hang_up(hotline, PEMA)
    hotline.run(90)
    assert hotline.open_calls() == []
    assert hotline.agent(lawyer).state == hotline.agent(tashi).state == "ready"
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


@pytest.mark.parametrize("silent", ["expert", "interpreter"])
def test_each_seats_miss_is_its_own(hotline: Hotline, silent: str) -> None:
    lawyer, tashi = ring(hotline, **{silent: SILENT})
    hotline.run(35)
    missed, other = (lawyer, tashi) if silent == "expert" else (tashi, lawyer)
    assert hotline.agent(missed).reason == "missed"
    assert hotline.agent(other).reason != "missed"
    assert hotline.contact().state in {"waiting", "offered"}
    assert hotline.breaches() == []


def test_the_expert_is_lost_and_the_interpreter_talks_on(hotline: Hotline) -> None:
    _lawyer, tashi = ring(hotline)
    hotline.run(40)
    break_line(hotline, LAWYER)
    hotline.run(3)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id) == ("connected", tashi)
    assert hears_people(hotline, PEMA)
    assert is_on_line(hotline, TASHI)
    assert hotline.breaches() == []


def test_the_interpreter_is_lost_the_caller_holds_and_one_is_asked_again(
    hotline: Hotline,
) -> None:
    ring(hotline)
    hotline.run(40)
    break_line(hotline, TASHI)
    hotline.run(3)
    assert hotline.contact().state == "connected"
    assert hears_music(hotline, PEMA)
    second = hotline.staff("+8613900000077")
    hotline.run(20)
    assert hotline.contact().routing["interpreter"] == second
    assert hears_people(hotline, PEMA)
    assert hotline.breaches() == []


def test_both_are_lost_one_after_the_other_and_whoever_comes_is_heard(hotline: Hotline) -> None:
    ring(hotline)
    hotline.run(40)
    break_line(hotline, LAWYER)
    hotline.run(3)
    break_line(hotline, TASHI)
    hotline.run(3)
    assert hotline.contact().state in {"waiting", "offered"}
    hotline.staff("+8613900000077", seat="lawyer")
    hotline.run(40)
    assert hotline.contact().state == "connected"
    assert hears_people(hotline, PEMA)
    assert hotline.breaches() == []


def test_the_interpreter_is_lost_while_somebody_advises_and_then_the_expert(
    hotline: Hotline,
) -> None:
    """Nobody is left who could take over without an interpreter: the caller waits on."""
    lawyer, _tashi = ring(hotline)
    hotline.run(40)
    adviser = hotline.staff("+8613900000078", ("zh",), seat="notary")
    consult(hotline, seat="notary")
    hotline.run(25)
    assert hotline.contact().routing["adviser"] == adviser
    break_line(hotline, TASHI)
    hotline.run(3)
    hang_up(hotline, LAWYER)
    hotline.run(10)
    assert hotline.contact().state in {"waiting", "offered"}
    assert is_on_line(hotline, PEMA)
    assert hotline.agent(lawyer).state != "engaged"
    assert not is_on_line(hotline, "+8613900000078")
    assert hotline.breaches() == []


def test_b56_who_needed_an_interpreter_has_one_when_called_again(hotline: Hotline) -> None:
    lawyer, tashi = ring(hotline)
    hotline.run(40)
    hotline.world.gateway.switch.plans[PEMA] = replace(ACCEPTS, talk_s=3600)
    break_line(hotline, PEMA)
    call_again(hotline, lawyer)
    hotline.run(60)
    contact = hotline.contact()
    assert (contact.agent_id, contact.routing["interpreter"]) == (lawyer, tashi)
    assert all(hears_people(hotline, each) for each in (PEMA, LAWYER, TASHI))
    hang_up(hotline, PEMA)
    hotline.run(90)
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_the_caller_hangs_up_while_only_the_interpreter_is_there(hotline: Hotline) -> None:
    """The lawyer is lost and nobody has come yet: it is over, and the interpreter wraps up."""
    _lawyer, tashi = ring(hotline)
    hotline.run(60)
    hotline.world.gateway.switch.plans[LAWYER] = SILENT
    break_line(hotline, LAWYER)
    hotline.run(1)
    hang_up(hotline, PEMA)
    assert (hotline.contact().state, hotline.contact().outcome) == ("ended", "answered")
    assert hotline.contact().agent_id == tashi
    assert hotline.agent(tashi).state == "wrapping_up"
    hotline.run(60)
    assert hotline.agent(tashi).state == "ready"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
