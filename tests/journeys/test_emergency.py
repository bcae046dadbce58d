"""B64: a disaster. One action announces it, changes who goes first and calls more people in;
one action ends it."""

from __future__ import annotations

from app.gateway.core.twiml_reader import read_twiml
from app.hotline.contacts.actions import mark_groups
from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import set_not_ready
from app.hotline.dispatch.queries import EmergencyPlan
from app.hotline.opening.actions import plan_emergency, set_emergency
from tests.journeys.cast import BO, Hotline, caller
from tests.journeys.test_experts import hire_on_call
from tests.journeys.test_webhook_authentication import BASE_URL, post


def turn(hotline: Hotline, *, is_on: bool) -> None:
    with hotline.world.services.router.write() as work:
        set_emergency(work, is_on=is_on)
    hotline.world.settle()


def plan(hotline: Hotline, emergency: EmergencyPlan) -> None:
    with hotline.world.services.router.write() as work:
        plan_emergency(work, emergency)


def test_b64_everybody_on_call_is_called_in_and_let_go_again(hotline: Hotline) -> None:
    helper = hire_on_call(hotline, "general")
    hotline.ring_in(caller(BO, talk_s=30))
    hotline.run(30)
    assert hotline.contact().state == "waiting"
    assert hotline.agent(helper).state == "offline"
    turn(hotline, is_on=True)
    hotline.run(30)
    assert hotline.contact().agent_id == helper, "who waited already is served too"
    turn(hotline, is_on=False)
    hotline.run(150)
    assert hotline.agent(helper).state == "offline"
    assert hotline.breaches() == []


def test_b64_nobody_is_called_in_when_the_plan_says_so(hotline: Hotline) -> None:
    helper = hire_on_call(hotline, "general")
    plan(hotline, EmergencyPlan(calls_everyone=False))
    turn(hotline, is_on=True)
    hotline.run(60)
    assert hotline.agent(helper).state == "offline"


def test_b64_other_priorities_count_for_those_who_wait_already(hotline: Hotline) -> None:
    agent = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=20), number="+8613812340031")
    hotline.run(150)
    with hotline.world.services.router.write() as work:
        mark_groups(work.uow, work.uow.session.get_one(Contact, 1), [Group.DISABLED])
        set_not_ready(work, agent, "break")
    plan(hotline, EmergencyPlan(head_starts={"group:disabled": 600.0}))
    hotline.ring_in(caller(BO, talk_s=20), number="+8613812340032")
    hotline.run(200)
    hotline.ring_in(caller(BO, talk_s=20), number="+8613812340031")
    hotline.run(10)
    turn(hotline, is_on=True)
    hotline.make_ready(agent)
    hotline.run(300)
    assert hotline.answered_order() == [1, 3, 2]
    assert hotline.breaches() == []


def test_b64_the_chosen_announcement_is_heard_and_then_no_more(hotline: Hotline) -> None:
    plan(hotline, EmergencyPlan(announcement="emergency_disaster"))
    turn(hotline, is_on=True)
    assert "119" in hear_wait(hotline, "+8613812340041")
    turn(hotline, is_on=False)
    assert "119" not in hear_wait(hotline, "+8613812340042")


def hear_wait(hotline: Hotline, number: str) -> str:
    """The words of the first wait document of a new caller."""
    hotline.ring_in(caller("2"), number=number)
    hotline.run(10)
    contact = hotline.contacts()[-1]
    path = f"/twilio/contacts/{contact.token}/wait"
    form = [("CallSid", "CA" + "9" * 32), ("QueueSid", "QU" + "1" * 32), ("QueueTime", "0")]
    document = post(hotline, path, form)
    assert read_twiml(document.content, BASE_URL).verbs
    return document.text
