"""B51, B52, B54, B59, B62: passing a caller on, to a person, a kind of seat, or an outside line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.hotline.calls.models import OutsideLine
from app.hotline.calls.outside import Target
from app.hotline.calls.talking.supervise_actions import SupervisorPresence
from app.hotline.dispatch.actions import correct_language
from app.kit.errors import Refused
from tests.journeys.cast import ACCEPTS, DOLMA, SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.people import (
    LAWYER,
    PEMA,
    SECOND_LAWYER,
    STAYS,
    act,
    break_line,
    call_again,
    call_outside,
    consult,
    hang_up,
    hears_music,
    hears_people,
    hold,
    is_on_line,
    pass_on,
    start_talk,
    supervise,
    transfer,
)

CENTRE = "+868362222110"
NOTARY = "+8613900000013"


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
    with hotline.world.services.store.write() as uow:
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


def bring_in(hotline: Hotline, target: Target = Target.POLICE) -> None:
    """The outside line is rung and answers."""
    hotline.world.gateway.switch.plans[target] = STAYS
    call_outside(hotline, target)
    hotline.run(5)


@pytest.mark.parametrize("lose", [hang_up, break_line])
def test_b59_an_agent_who_is_gone_leaves_the_caller_with_the_centre(
    hotline: Hotline, lose: Callable[[Hotline, str], None]
) -> None:
    tashi = start_talk(hotline)
    bring_in(hotline)
    lose(hotline, TASHI)
    hotline.run(60)
    assert hears_people(hotline, PEMA)
    assert is_on_line(hotline, "110")
    assert hotline.contact().passed_to == "110"
    assert hotline.tickets()[0].handed_over_to == "110"
    with pytest.raises(Refused):
        call_again(hotline, tashi)
    hang_up(hotline, PEMA)
    hotline.run(30)
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b59_passed_on_nobody_of_ours_listens(hotline: Hotline) -> None:
    start_talk(hotline)
    boss = hotline.staff(DOLMA, ("zh",), phone=STAYS, is_ready=False)
    supervise(hotline, boss, SupervisorPresence.LISTEN)
    bring_in(hotline)
    pass_on(hotline)
    hotline.run(5)
    assert hotline.open_calls() == [PEMA, "110"]


def test_a_transfer_lets_the_outside_line_go(hotline: Hotline) -> None:
    start_talk(hotline)
    bring_in(hotline)
    transfer(hotline, seat="lawyer")
    hotline.run(5)
    assert hotline.open_calls() == [PEMA]
    assert hotline.breaches() == []


def test_b62_passed_on_to_12345_is_a_class_of_its_own(hotline: Hotline) -> None:
    start_talk(hotline)
    bring_in(hotline, Target.GOVERNMENT)
    pass_on(hotline)
    hotline.run(90)
    hang_up(hotline, PEMA)
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.outcome) == ("ended", "transferred_12345")
    assert contact.answered_at is not None, "and counts as answered in every rate"
    assert hotline.reasons() == []
    assert hotline.breaches() == []


def test_b54_a_second_transfer_out_of_a_three_way_talk(hotline: Hotline) -> None:
    start_talk(hotline)
    asked_at = hotline.contact().asked_at
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    hotline.staff(SECOND_LAWYER, ("zh", "bo"), seat="mediator")
    notary = hotline.staff(NOTARY, ("zh", "bo"), seat="notary")
    transfer(hotline, seat="lawyer")
    hotline.run(20)
    assert hotline.contact().agent_id == lawyer
    consult(hotline, seat="mediator")
    hotline.run(15)
    hold(hotline, is_held=False)
    transfer(hotline, seat="notary")
    hotline.run(20)
    contact, ticket = hotline.contact(), hotline.tickets()[0]
    assert (contact.state, contact.agent_id, contact.asked_at) == ("connected", notary, asked_at)
    assert (ticket.handed_over_to, ticket.transfer_result) == ("notary", "connected")
    assert sorted(hotline.open_calls()) == sorted([PEMA, NOTARY])
    assert len(hotline.events("contact_asked")) == len(hotline.tickets()) == 1
    assert hotline.breaches() == []


def test_b52_to_somebody_who_is_full_is_refused_and_the_talk_goes_on(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    hotline.ring_in(caller(ZH, talk_s=3600), "+8613812340009")
    hotline.ask_for(2, "lawyer")
    hotline.run(20)
    assert hotline.agent(lawyer).state == "engaged"
    for whom in (lawyer, tashi):
        for ask in (transfer, consult):
            with pytest.raises(Refused):
                ask(hotline, agent_id=whom)
    assert hotline.contact().agent_id == tashi
    assert hears_people(hotline, PEMA)


def test_b90_a_corrected_language_is_the_one_that_the_next_agent_speaks(hotline: Hotline) -> None:
    start_talk(hotline, key=ZH)
    act(hotline, correct_language, "bo")
    hotline.staff(LAWYER, ("zh",), seat="lawyer")
    speaker = hotline.staff(SECOND_LAWYER, ("bo",), seat="lawyer")
    transfer(hotline, seat="lawyer")
    hotline.run(25)
    contact = hotline.contact()
    assert (contact.language, contact.language_first) == ("bo", "zh")
    assert contact.agent_id == speaker
    assert hotline.breaches() == []
