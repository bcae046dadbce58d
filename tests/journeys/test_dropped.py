"""Dropped lines: nobody is alone in silence, nobody is lost, one contact and one ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.kit.errors import Refused
from tests.journeys.cast import DOLMA, SILENT, TASHI, Hotline
from tests.journeys.people import (
    PEMA,
    break_line,
    call_again,
    hang_up,
    hears_music,
    hears_people,
    is_on_line,
    start_talk,
)

PICKS_UP_AGAIN = PhonePlan(answers_after_s=2, keys=(KeyPress("1", 1.0),))


def test_b55_the_same_agent_is_rung_once_more(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    asked_at = hotline.contact().asked_at
    hotline.staff(DOLMA, ("bo",))
    break_line(hotline, TASHI)
    hotline.run(1)
    assert hotline.contact().state == "offered"
    assert is_on_line(hotline, PEMA)
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", tashi, asked_at)
    assert hears_people(hotline, PEMA)
    assert DOLMA not in hotline.rung()
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b55_meanwhile_the_caller_hears_words_and_music(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.world.gateway.switch.plans[TASHI] = SILENT
    break_line(hotline, TASHI)
    hotline.run(15)
    assert hears_music(hotline, PEMA)


def test_b55_otherwise_the_head_of_the_queue_with_the_same_instant(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    asked_at = hotline.contact().asked_at
    hotline.world.gateway.switch.plans[TASHI] = SILENT
    break_line(hotline, TASHI)
    hotline.run(20)
    assert hotline.agent(tashi).state == "not_ready"
    assert hotline.contact().state == "waiting"
    dolma = hotline.staff(DOLMA, ("bo",))
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", dolma, asked_at)
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []


def test_b56_a_dropped_caller_is_called_again_on_the_same_ticket(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hotline.world.gateway.switch.plans[PEMA] = replace(PICKS_UP_AGAIN, talk_s=40)
    break_line(hotline, PEMA)
    assert hotline.agent(tashi).state == "wrapping_up"
    call_again(hotline, tashi)
    hotline.run(30)
    assert hotline.contact().state == "connected"
    assert hears_people(hotline, PEMA)
    hotline.run(120)
    assert hotline.contact().outcome == "answered"
    assert hotline.contact().state == "ended"
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
    assert hotline.problems() == []


@pytest.mark.parametrize("who", [TASHI, PEMA])
def test_b56_nobody_there_is_wrapping_up_again(hotline: Hotline, who: str) -> None:
    tashi = start_talk(hotline)
    hotline.world.gateway.switch.plans[PEMA] = PICKS_UP_AGAIN
    hang_up(hotline, PEMA)
    hotline.world.gateway.switch.plans[who] = SILENT
    call_again(hotline, tashi)
    hotline.run(45)
    assert hotline.contact().state == "wrapping_up"
    assert hotline.open_calls() == []
    hotline.run(90)
    assert hotline.agent(tashi).state == "ready"
    assert hotline.breaches() == []


def test_b56_after_the_wrap_up_it_is_too_late(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hang_up(hotline, PEMA)
    hotline.run(120)
    with pytest.raises(Refused):
        call_again(hotline, tashi)


def test_b58_a_caller_who_must_not_be_called_is_not_called_again(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hotline.change_contact(1, may_call=False)
    hang_up(hotline, PEMA)
    with pytest.raises(Refused):
        call_again(hotline, tashi)


def test_b55_a_line_that_breaks_again_and_again(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    asked_at = hotline.contact().asked_at
    for _ in range(3):
        break_line(hotline, TASHI)
        hotline.run(25)
        contact = hotline.contact()
        assert (contact.state, contact.agent_id, contact.asked_at) == (
            "connected",
            tashi,
            asked_at,
        )
        assert hears_people(hotline, PEMA)
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []
