"""B51, B52, B54, B59: passing a caller on, to a person, a kind of seat, or an outside line."""

from __future__ import annotations

import pytest

from app.calls.models import OutsideLine
from app.calls.outside import Target
from app.errors import Refused
from tests.journeys.cast import ACCEPTS, DOLMA, SILENT, TASHI, Hotline
from tests.journeys.people import (
    LAWYER,
    PEMA,
    STAYS,
    call_outside,
    hang_up,
    hears_music,
    hears_people,
    is_on_line,
    pass_on,
    start_talk,
    transfer,
)

CENTRE = "+868362222110"


def test_b51_a_person_is_offered_the_caller(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    asked_at = hotline.contact().asked_at
    transfer(hotline, agent_id=lawyer)
    hotline.run(2)
    assert not is_on_line(hotline, TASHI)
    assert hears_music(hotline, PEMA) or hotline.contact().state == "offered"
    hotline.run(15)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", lawyer, asked_at)
    assert hears_people(hotline, PEMA)
    assert hotline.tickets()[0].transfer_result == "connected"
    assert hotline.agent(tashi).state in {"wrapping_up", "ready"}
    assert len(hotline.contacts()) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b51_unanswered_it_returns_with_the_result_recorded(hotline: Hotline) -> None:
    start_talk(hotline)
    asked_at = hotline.contact().asked_at
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer", phone=SILENT)
    dolma = hotline.staff(DOLMA, ("bo",))
    transfer(hotline, agent_id=lawyer)
    hotline.run(40)
    contact = hotline.contact()
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", dolma, asked_at)
    assert hotline.tickets()[0].transfer_result == "no_answer"
    assert hotline.breaches() == []


def test_b51_to_a_kind_of_seat_and_back_to_the_first_when_nobody_else_can(
    hotline: Hotline,
) -> None:
    start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    transfer(hotline, seat="lawyer")
    hotline.run(20)
    assert hotline.contact().seat == "lawyer"
    assert hears_people(hotline, LAWYER)


def test_b52_to_somebody_who_is_not_there_is_refused_before_it_starts(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh",), seat="lawyer", is_ready=False)
    with pytest.raises(Refused):
        transfer(hotline, agent_id=lawyer)
    hotline.run(5)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", tashi)
    assert hears_people(hotline, PEMA)
    assert hotline.tickets()[0].handed_over_to is None


def test_b59_the_agent_stays_until_the_centre_answers(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    hotline.world.gateway.switch.plans["110"] = STAYS
    call_outside(hotline, Target.POLICE)
    with pytest.raises(Refused):
        pass_on(hotline)
    assert hears_people(hotline, PEMA)
    hotline.run(5)
    assert hotline.contact().agent_id == tashi
    pass_on(hotline)
    hotline.run(50)
    assert not is_on_line(hotline, TASHI)
    assert hears_people(hotline, PEMA)
    assert hotline.agent(tashi).state == "wrapping_up"
    assert hotline.tickets()[0].handed_over_to == "110"
    hang_up(hotline, "110")
    hotline.run(2)
    assert hotline.open_calls() == []
    hotline.run(60)
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b59_the_centre_is_the_one_of_the_callers_county(hotline: Hotline) -> None:
    start_talk(hotline)
    with hotline.world.parts.store.write() as uow:
        uow.session.add(OutsideLine(target="110", county="kangding", number=CENTRE))
    hotline.change_caller(1, county="kangding")
    call_outside(hotline, Target.POLICE)
    assert hotline.rung()[-1] == CENTRE


def test_b59_an_outside_line_that_does_not_answer_leaves_the_talk_as_it_was(
    hotline: Hotline,
) -> None:
    tashi = start_talk(hotline)
    hotline.world.gateway.switch.plans["12345"] = SILENT
    call_outside(hotline, Target.GOVERNMENT)
    hotline.run(90)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", tashi)
    assert hears_people(hotline, PEMA)
    hotline.world.gateway.switch.plans["12345"] = ACCEPTS
    call_outside(hotline, Target.GOVERNMENT)
    hotline.run(10)
    hang_up(hotline, "12345")
    assert hotline.contact().state == "connected"
