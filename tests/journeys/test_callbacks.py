"""Calling back: a person keeps the place, only a key counts as reached, never two for one."""

from __future__ import annotations

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.models import Leg
from app.hotline.dispatch.actions import set_not_ready
from app.hotline.prompts.placeholders import make_placeholders
from tests.journeys.cast import BO, SILENT, VOICEMAIL, Hotline, caller, outcomes
from tests.journeys.test_webhook_authentication import Form, post

WANGMO = "+8613800000007"
TAKES_CALLBACK = PhonePlan(
    keys=(KeyPress(BO, 1.0), KeyPress("1", 12.0, gather=2)), patience_s=None, talk_s=30
)
PICKS_UP = PhonePlan(answers_after_s=4, keys=(KeyPress("1", 3.0),), talk_s=40)


def book(hotline: Hotline, *, home: PhonePlan = PICKS_UP) -> int:
    """Wangmo waits, takes the call-back and hangs up; then an agent comes on duty."""
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(TAKES_CALLBACK, number=WANGMO)
    hotline.run(60)
    hotline.world.gateway.switch.plans[WANGMO] = home
    return tashi


def test_b60_b61_a_caller_takes_a_callback_and_keeps_the_place(hotline: Hotline) -> None:
    tashi = book(hotline)
    contact = hotline.contact()
    assert (contact.state, contact.booked_at is not None) == ("waiting", True)
    assert hotline.open_calls() == []
    hotline.make_ready(tashi)
    hotline.run(30)
    assert hotline.contact().state == "connected"
    hotline.run(120)
    assert hotline.contact().outcome == "answered"
    assert hotline.contact().asked_at == contact.asked_at
    assert len(hotline.tickets()) == 1
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_b57_b61_a_machine_is_nobody_and_is_tried_again(hotline: Hotline) -> None:
    tashi = book(hotline, home=VOICEMAIL)
    hotline.make_ready(tashi)
    hotline.run(120)
    assert hotline.contact().answered_at is None
    assert hotline.agent(tashi).state == "ready"
    hotline.world.gateway.switch.plans[WANGMO] = PICKS_UP
    hotline.run(700)
    assert hotline.contact().answered_at is not None
    assert hotline.breaches() == []


def test_b61_after_the_last_try_the_result_is_kept(hotline: Hotline) -> None:
    tashi = book(hotline, home=SILENT)
    hotline.make_ready(tashi)
    hotline.run(2400)
    assert hotline.contact().outcome == "callback_unreached"
    assert [(each.reason, each.state) for each in hotline.promises()] == [
        ("booked", "unreached"),
        ("missed", "owed"),
    ], "listed for people to try (R5)"
    assert hotline.rung().count(WANGMO) == 3
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_r5_a_missed_call_is_called_back_within_the_hour(hotline: Hotline) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(BO, patience_s=30), number=WANGMO)
    hotline.run(60)
    missed = hotline.contact()
    assert missed.outcome == "abandoned"
    hotline.world.gateway.switch.plans[WANGMO] = PICKS_UP
    hotline.make_ready(tashi)
    hotline.run(3600)
    again = hotline.contacts()[-1]
    assert (again.direction, again.outcome) == ("callback", "answered")
    assert hotline.promises()[0].result == "reached"
    assert hotline.breaches() == []


def test_b61_who_comes_again_is_not_called_back_too(hotline: Hotline) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(BO, patience_s=30), number=WANGMO)
    hotline.run(60)
    hotline.make_ready(tashi)
    hotline.ring_in(caller(BO), number=WANGMO)
    hotline.run(3600)
    assert hotline.promises()[0].result == "came_again"
    assert WANGMO not in hotline.rung()


def test_b58_who_must_not_be_called_is_not_called(hotline: Hotline) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(BO, patience_s=30), number=WANGMO)
    hotline.run(60)
    hotline.change_contact(hotline.contact().id, may_call=False)
    hotline.make_ready(tashi)
    hotline.run(3600)
    assert WANGMO not in hotline.rung()
    assert hotline.reasons() == ["missed"]


def test_b61_an_agent_rung_while_the_caller_still_hears_the_promise_goes_on_being_rung(
    hotline: Hotline,
) -> None:
    """The caller puts down the call in which they booked, not the one that calls them back."""
    make_placeholders(hotline.world.services.prompts)
    leg = hotline.ring_in(caller(BO), number=WANGMO)
    hotline.run(12)
    hotline.world.gateway.switch.press(leg, "1")
    hotline.run(0.5)
    assert hotline.contact().booked_at is not None
    assert WANGMO in hotline.open_calls(), "still hears that we will call back"
    hotline.world.gateway.switch.plans[WANGMO] = PICKS_UP
    tashi = hotline.staff()
    hotline.run(60)
    assert hotline.agent(tashi).misses == 0
    assert hotline.contact().outcome == "answered"
    assert hotline.breaches() == []


def test_b61_who_booked_and_calls_again_is_served_once(hotline: Hotline) -> None:
    tashi = book(hotline)
    hotline.ring_in(caller(BO, talk_s=30), number=WANGMO)
    hotline.run(10)
    hotline.make_ready(tashi)
    hotline.run(1500)
    assert outcomes(hotline.contacts()) == ["callback_taken", "answered"]
    assert WANGMO not in hotline.rung()
    assert hotline.breaches() == []


@pytest.mark.parametrize("told", [{"may_call": False}, {"danger": True}])
def test_b58_what_was_said_once_holds_for_the_next_call(
    hotline: Hotline, told: dict[str, bool]
) -> None:
    """Never ring me: the next call of hers, given up, is left to people."""
    tashi = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=20), number=WANGMO)
    hotline.run(20)
    hotline.change_contact(1, **told)
    hotline.run(100)
    with hotline.world.services.router.write() as work:
        set_not_ready(work, tashi, "break")
    hotline.ring_in(caller(BO, patience_s=30), number=WANGMO)
    hotline.run(60)
    hotline.make_ready(tashi)
    hotline.run(5000)
    assert hotline.contact(2).outcome == "abandoned"
    assert not hotline.contact(2).may_call
    assert hotline.reasons(2) == ["missed"]
    assert WANGMO not in hotline.rung()


@pytest.mark.parametrize("after_s", [1, 6, 20], ids=["agent rings", "person rings", "they talk"])
def test_b61_b70_the_late_end_of_the_call_that_booked_ends_no_call_back(
    hotline: Hotline, after_s: int
) -> None:
    tashi = book(hotline)
    [booking] = hotline.legs("caller")
    with hotline.world.services.store.write() as uow:  # as if its end had not been told yet
        uow.session.get_one(Leg, booking.id).state = "queued"
    hotline.make_ready(tashi)
    hotline.run(after_s)
    over: Form = [("CallSid", booking.call_sid or ""), ("CallStatus", "completed")]
    post(hotline, "/twilio/status", over)
    left: Form = [*over, ("QueueResult", "hangup")]
    post(hotline, f"/twilio/contacts/{hotline.contact().token}/left", left)
    hotline.run(24)
    assert hotline.contact().state == "connected"
    hotline.run(120)
    assert hotline.contact().outcome == "answered"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []
