"""B18: nobody speaks the caller's language: an interpreter, or a call-back in it, as they choose.

Pema asks in Tibetan, by the second key, for a lawyer; the lawyer speaks Chinese only.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.waiting.topic_actions import set_topic_keys
from app.hotline.prompts.placeholders import make_placeholders
from tests.journeys.cast import ACCEPTS, BO, SILENT, TASHI, Hotline
from tests.journeys.conftest import Opener
from tests.journeys.people import LAWYER, PEMA, hears_people
from tests.journeys.test_expected_wait import told

SPEAKS_NOT, BY_CALLBACK, BY_INTERPRETER = (
    f"bo/{name}.wav" for name in ("nobody_speaks", "callback_in_language", "press_for_interpreter")
)
TOPIC = KeyPress("1", 1.0, gather=2)


def rules(after_s: float = 15.0, guard_seats: int = 0, **more: Any) -> dict[str, Any]:
    interpreted = {"enabled": True, "after_s": after_s, "guard_seats": guard_seats}
    return {"interpreted": {**interpreted, "language": "bo"}, "ring_s": 15.0, **more}


def ring(
    hotline: Hotline,
    press: str = "",
    *,
    number: str = PEMA,
    phone: PhonePlan = ACCEPTS,
    has_interpreter: bool = True,
) -> tuple[int, int]:
    """Pema calls and, once she waits, presses a key; returns the lawyer and Tashi."""
    make_placeholders(hotline.world.services.prompts)
    with hotline.world.services.router.write() as work:
        set_topic_keys(work, {"1": "03"})
    lawyer = hotline.staff(LAWYER, ("zh",), seat="lawyer", phone=phone)
    tashi = hotline.staff(TASHI, phone=phone, is_ready=has_interpreter)
    chosen = (KeyPress(press, 8.0, gather=3),) if press else ()
    keys = (KeyPress(BO, 1.0), TOPIC, *chosen)
    hotline.ring_in(PhonePlan(keys=keys, talk_s=3600, patience_s=600), number=number)
    return lawyer, tashi


def is_well(hotline: Hotline) -> bool:
    return hotline.breaches() == [] and hotline.problems() == []


def test_b18_both_are_offered_from_the_beginning(open_on_sqlite: Opener) -> None:
    """Before the interpreter comes by themselves, so that there is a choice to be made."""
    hotline = open_on_sqlite(**rules())
    ring(hotline)
    hotline.run(20)
    assert {SPEAKS_NOT, BY_CALLBACK, BY_INTERPRETER} <= set(told(hotline, PEMA))
    assert hotline.contact().answered_at is None


def test_b18_who_presses_nothing_is_interpreted_as_soon_as_ever(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(**rules())
    lawyer, tashi = ring(hotline)
    hotline.run(45)
    contact = hotline.contact()
    assert (contact.routing["seat_agent"], contact.routing["interpreter"]) == (lawyer, tashi)
    assert hears_people(hotline, PEMA)
    [offer] = hotline.offers()
    assert contact.asked_at is not None
    assert 15.0 <= (offer.made_at - contact.asked_at).total_seconds() <= 16.0
    [event] = hotline.events("language_unserved")
    assert (event.data["offered"], event.data["waited_s"]) == (["interpreter"], 15)
    assert is_well(hotline)


def test_b18_key_2_rings_both_without_the_wait(open_hotline: Opener) -> None:
    """Also where the line is set so that the interpreter comes by themselves late or never."""
    hotline = open_hotline(**rules(after_s=600.0))
    lawyer, tashi = ring(hotline, "2")
    hotline.run(14)
    assert "bo/interpreter_coming.wav" in told(hotline, PEMA)
    hotline.run(20)
    contact = hotline.contact()
    assert (contact.routing["seat_agent"], contact.routing["interpreter"]) == (lawyer, tashi)
    assert hears_people(hotline, PEMA)
    assert len(hotline.events("interpreter_chosen")) == 1
    assert len(hotline.events("language_unserved")) == 1
    assert is_well(hotline)


def test_b18_key_1_is_taken_although_the_two_are_being_rung(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(**rules(after_s=5.0))
    lawyer, tashi = ring(hotline, "1", phone=SILENT)
    hotline.run(12)
    assert [offer.state for offer in hotline.offers()] == ["withdrawn"]
    assert hotline.contact().booked_at is not None
    assert "bo/callback_promised.wav" in told(hotline, PEMA) or hotline.open_calls() == []
    assert {hotline.agent(each).state for each in (lawyer, tashi)} == {"ready"}
    dolma = hotline.staff("+8613900000003", ("bo",), seat="lawyer")
    hotline.world.gateway.switch.plans[PEMA] = PhonePlan(
        answers_after_s=2, keys=(KeyPress("1", 1.0),), talk_s=20
    )
    hotline.run(150)
    assert [event.agent_id for event in hotline.events("contact_answered")] == [dolma]
    assert is_well(hotline)


def test_b18_only_what_is_possible_is_offered(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(**rules())
    ring(hotline, has_interpreter=False)
    hotline.run(70)
    heard = told(hotline, PEMA)
    assert {SPEAKS_NOT, BY_CALLBACK} <= set(heard)
    assert BY_INTERPRETER not in heard
    [event] = hotline.events("language_unserved")
    assert event.data["offered"] == ["callback"]


def test_b18_without_a_number_no_call_back_is_offered(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(**rules(after_s=600.0))
    ring(hotline, "2", number="anonymous")
    hotline.run(20)
    heard = told(hotline, "anonymous")
    assert BY_INTERPRETER in heard
    assert BY_CALLBACK not in heard
    hotline.run(30)
    assert hotline.contact().state == "connected"


def test_b18_a_choice_is_remembered_until_it_can_be(open_on_sqlite: Opener) -> None:
    hotline = open_on_sqlite(**rules(after_s=600.0))
    _, tashi = ring(hotline, "2", has_interpreter=False)
    hotline.run(30)
    assert hotline.contact().state == "waiting"
    hotline.make_ready(tashi)
    hotline.run(20)
    assert hotline.contact().routing["interpreter"] == tashi
    assert is_well(hotline)


@pytest.mark.parametrize("guard_seats", [5])
def test_b18_the_lines_guard_stands(open_on_sqlite: Opener, guard_seats: int) -> None:
    """Two seats for one caller only while the line is set to spare them."""
    hotline = open_on_sqlite(**rules(guard_seats=guard_seats))
    ring(hotline, "2")
    hotline.run(40)
    assert BY_INTERPRETER not in told(hotline, PEMA)
    assert hotline.contact().state == "waiting"
