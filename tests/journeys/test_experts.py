"""Expert seats: rung on duty only, the same lawyer again (B15), never the other party's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.contacts.conflict_actions import note_conflict
from app.hotline.contacts.models import Contact
from app.hotline.duty.actions import plan_shift
from app.kit.errors import Refused
from tests.journeys.cast import ACCEPTS, BO, SILENT, START, TASHI, Hotline, caller
from tests.journeys.people import (
    LAWYER,
    PEMA,
    SECOND_LAWYER,
    consult,
    hand_over,
    hang_up,
    start_talk,
    transfer,
)


def hire_on_call(hotline: Hotline, seat: str = "lawyer") -> int:
    with hotline.world.services.store.write() as uow:
        new = NewAgent("Duty", ("zh", "bo"), seat, address=LAWYER, on_call=True)
        agent_id = add_agent(uow, new).id
    hotline.world.gateway.switch.plans[LAWYER] = ACCEPTS
    return agent_id


def test_on_call_people_are_rung_on_duty_only(hotline: Hotline) -> None:
    lawyer = hire_on_call(hotline)
    with hotline.world.services.store.write() as uow:
        plan_shift(uow, lawyer, START + timedelta(minutes=1), START + timedelta(minutes=5))
    hotline.run(30)
    assert hotline.agent(lawyer).state == "offline"
    hotline.run(31)
    assert hotline.agent(lawyer).state == "ready"
    start_talk(hotline)
    consult(hotline, seat="lawyer")
    hotline.run(15)
    assert hotline.contact().routing["adviser"] == lawyer
    hang_up(hotline, PEMA)
    hotline.run(300)
    assert hotline.agent(lawyer).state == "offline"
    assert hotline.breaches() == []


def test_b30_who_missed_a_ring_on_duty_is_ready_again_by_a_text(hotline: Hotline) -> None:
    lawyer = hire_on_call(hotline, "general")
    hotline.world.gateway.switch.plans[LAWYER] = SILENT
    with hotline.world.services.store.write() as uow:
        plan_shift(uow, lawyer, START, START + timedelta(hours=2))
    hotline.run(5)
    hotline.ring_in(caller(BO))
    hotline.run(60)
    assert hotline.agent(lawyer).state == "not_ready"
    hotline.world.gateway.switch.plans[LAWYER] = ACCEPTS
    hotline.world.gateway.switch.text_in(LAWYER, "+8612348", "你好")
    hotline.run(5)
    assert hotline.agent(lawyer).state == "not_ready", "that was a caller's text"
    hotline.world.gateway.switch.text_in(LAWYER, "+8612348", "1")
    hotline.run(30)
    assert hotline.contact(1).state == "connected"
    assert hotline.breaches() == []


def test_b15_the_same_lawyer_again_while_available(hotline: Hotline) -> None:
    start_talk(hotline)
    first = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    consult(hotline, agent_id=first)
    hotline.run(15)
    hand_over(hotline)
    hang_up(hotline, PEMA)
    second = hotline.staff(SECOND_LAWYER, ("zh", "bo"), seat="lawyer")
    hotline.run(120)
    hotline.ring_in(caller(BO, talk_s=600), number=PEMA)
    hotline.run(20)
    transfer(hotline, contact_id=2, seat="lawyer")
    hotline.run(15)
    assert hotline.contact(2).agent_id == first != second
    assert hotline.breaches() == []


def test_the_other_partys_lawyer_is_never_offered(hotline: Hotline) -> None:
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    start_talk(hotline)
    hang_up(hotline, PEMA)
    with hotline.world.services.store.write() as uow:
        note_conflict(uow, uow.session.get_one(Contact, 1), lawyer)
    hotline.run(120)
    hotline.ring_in(caller(BO, talk_s=600), number=PEMA)
    hotline.run(20)
    for whom in ({"seat": "lawyer"}, {"agent_id": lawyer}):
        with pytest.raises(Refused):
            consult(hotline, contact_id=2, **whom)
    transfer(hotline, contact_id=2, seat="lawyer")
    hotline.run(30)
    assert LAWYER not in hotline.rung()
    assert TASHI in hotline.rung()
    assert hotline.breaches() == []


def test_a_gap_between_two_shifts_that_a_talk_outlasts(hotline: Hotline) -> None:
    """On duty again before the talk is over: ready after it, not offline."""
    lawyer = hire_on_call(hotline, "general")
    with hotline.world.services.store.write() as uow:
        plan_shift(uow, lawyer, START, START + timedelta(minutes=2))
        plan_shift(uow, lawyer, START + timedelta(minutes=3), START + timedelta(minutes=60))
    hotline.run(5)
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(150)
    assert hotline.agent(lawyer).leaves_to == "offline"
    hotline.run(400)
    assert hotline.contact().state == "ended"
    assert hotline.agent(lawyer).state == "ready"
    assert hotline.breaches() == []
