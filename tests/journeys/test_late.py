"""What comes late or from a room or call that is over ends nothing that goes on."""

from __future__ import annotations

from app.gateway.core.faults import Faults
from app.gateway.core.switch import Refusal
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.models import Leg
from app.hotline.calls.outside import Target
from tests.journeys.cast import ACCEPTS, BO, SILENT, TASHI, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import STAYS, call_outside, pass_on
from tests.journeys.test_callbacks import WANGMO, book
from tests.journeys.test_webhook_authentication import post


def test_b70_the_late_end_of_an_earlier_call_of_the_agent_ends_nothing(hotline: Hotline) -> None:
    """It rang in vain, then again and was answered; only now the first call's end is told."""
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(14)
    hotline.world.gateway.switch.plans[TASHI] = ACCEPTS
    hotline.make_ready(tashi)
    hotline.run(10)
    assert hotline.contact().state == "connected"
    earlier = hotline.legs()[0]
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Leg, earlier.id).state = "answered"
    form = [("CallSid", earlier.call_sid or ""), ("CallStatus", "completed")]
    assert post(hotline, f"/twilio/legs/{earlier.token}/status", form).status_code == 204
    assert hotline.contact().state == "connected"


def test_b70_somebody_who_left_a_room_of_before_has_not_hung_up(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(30)
    [leg] = hotline.legs("caller")
    form = [
        ("ConferenceSid", "CF" + "0" * 32),
        ("CallSid", leg.call_sid or ""),
        ("ParticipantLabel", leg.token),
        ("StatusCallbackEvent", "participant-leave"),
        ("SequenceNumber", "9"),
    ]
    post(hotline, f"/twilio/rooms/{hotline.contact().token}/events", form)
    assert hotline.contact().state == "connected"
    moved = [*form[1:], ("ReasonParticipantLeft", "participant_updated_via_api")]
    moved.append(("ConferenceSid", leg.conference_sid or ""))
    post(hotline, f"/twilio/rooms/{hotline.contact().token}/events", moved)
    assert hotline.contact().state == "connected", "we ourselves sent them elsewhere"
    assert hotline.breaches() == []


def test_events_of_a_room_without_numbers_are_taken_as_they_come(hotline: Hotline) -> None:
    """The call's own state ends the talk; without it the carrier is asked (B109)."""
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(30)
    [leg] = hotline.legs("caller")
    form = [
        ("ConferenceSid", leg.conference_sid or ""),
        ("CallSid", leg.call_sid or ""),
        ("StatusCallbackEvent", "participant-leave"),
    ]
    post(hotline, f"/twilio/rooms/{hotline.contact().token}/events", form)
    hotline.run(5)
    assert hotline.contact().state == "connected", "the carrier was asked: they are in the room"
    over = [*form, ("ParticipantCallStatus", "completed")]
    post(hotline, f"/twilio/rooms/{hotline.contact().token}/events", over)
    assert hotline.contact().state == "wrapping_up"


def test_a_caller_who_hung_up_is_not_asked_when_the_room_is_left(hotline: Hotline) -> None:
    """Dial's action is told for a call that is over, too, and perhaps before anything else."""
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(30)
    [leg] = hotline.legs("caller")
    form = [("CallSid", leg.call_sid or ""), ("CallStatus", "completed")]
    answer = post(hotline, f"/twilio/contacts/{hotline.contact().token}/room-left", form)
    assert b"Gather" not in answer.content
    assert hotline.contact().state == "wrapping_up"
    hotline.run(3)
    assert {leg.state for leg in (*hotline.legs("caller"), *hotline.legs())} == {"ended"}


def test_b61_b70_the_agents_late_join_leaves_the_callers_telephone_ringing(
    open_hotline: Opener,
) -> None:
    """Seen by asking; then its callback comes, while the person who is called back is rung."""
    hotline = open_hotline(faults=Faults(lost=1.0))
    tashi = book(hotline, home=PhonePlan(10, keys=(KeyPress("1", 2.0),), talk_s=3600))
    hotline.make_ready(tashi)
    while WANGMO not in hotline.rung():
        hotline.run(1)
    [agents] = hotline.legs()
    [offer] = hotline.offers()
    tell_join(hotline, agents)
    assert [each.id for each in hotline.offers()] == [offer.id]
    assert [leg.state for leg in hotline.legs("caller")] == ["ended", "placed"]
    hotline.run(60)
    assert hotline.contact().state == "connected"
    assert hotline.rung().count(WANGMO) == 1
    assert len(hotline.events("room_entered")) == 2


def tell_join(hotline: Hotline, leg: Leg) -> None:
    form = [
        ("ConferenceSid", leg.conference_sid or ""),
        ("CallSid", leg.call_sid or ""),
        ("ParticipantLabel", leg.token),
        ("StatusCallbackEvent", "participant-join"),
        ("SequenceNumber", "1"),
    ]
    post(hotline, f"/twilio/rooms/{hotline.contact().token}/events", form)


def test_a_join_that_no_callback_told_is_seen_by_asking(open_hotline: Opener) -> None:
    """Every callback is lost: the two talk all the same, and it is counted as answered."""
    hotline = open_hotline(faults=Faults(lost=1.0))
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=60))
    hotline.run(60)
    assert hotline.contact().answered_at is not None
    hotline.run(300)
    assert hotline.contact().outcome == "answered"
    assert hotline.rung() == [TASHI]
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_an_outside_line_whose_coming_no_callback_told_is_seen_by_asking(
    open_hotline: Opener,
) -> None:
    """Every callback is lost: the agent sees within seconds that the centre is in."""
    hotline = open_hotline(faults=Faults(lost=1.0))
    hotline.world.gateway.switch.plans["110"] = STAYS
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=3600))
    hotline.run(60)
    call_outside(hotline, Target.POLICE)
    hotline.run(12)
    assert [leg.state for leg in hotline.legs("outside")] == ["joined"]
    pass_on(hotline)
    hotline.run(90)
    assert hotline.contact().passed_to == "110"
    assert hotline.breaches() == []


def test_an_engaged_line_that_no_callback_told_is_known_as_engaged(open_hotline: Opener) -> None:
    """Every callback is lost: asking tells not only that the call is over, but how it ended."""
    hotline = open_hotline(faults=Faults(lost=1.0))
    hotline.world.gateway.switch.plans["110"] = PhonePlan(refusal=Refusal.BUSY)
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=3600))
    hotline.run(60)
    call_outside(hotline, Target.POLICE)
    hotline.run(60)
    assert [leg.end_reason for leg in hotline.legs("outside")] == ["busy"]
    assert hotline.contact().state == "connected"
