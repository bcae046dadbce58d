"""What we ask of the carrier, through the official client: every request is one it takes."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.cast import SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.test_closed import SPEAKS, close


def test_a_ringing_call_of_ours_is_found_again(hotline: Hotline) -> None:
    hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH))
    hotline.run(4)
    [leg] = hotline.legs()
    carrier = hotline.world.services.carrier
    found = carrier.find_calls(TASHI, leg.planned_at)
    assert [(fact.call_sid, fact.is_over) for fact in found] == [(leg.call_sid, False)]
    assert carrier.find_calls(TASHI, hotline.world.clock.now() + timedelta(seconds=30)) == []
    assert carrier.find_calls("+8613999999999", leg.planned_at) == []


def test_who_is_in_a_room_is_told(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller("1", talk_s=100))
    hotline.run(20)
    carrier = hotline.world.services.carrier
    room = carrier.list_room(hotline.contact().token)
    legs = [*hotline.legs("caller"), *hotline.legs("agent")]
    assert sorted(room.call_sids) == sorted(str(leg.call_sid) for leg in legs)
    assert carrier.list_room("nobody's") == type(room)("", ())


def test_everything_we_ask_is_accepted(hotline: Hotline) -> None:
    """A day's mixture of requests leaves no entry in the carrier's list of problems."""
    hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH, talk_s=10))
    hotline.run(20)
    hotline.staff("+8613900000009", ("zh",))
    hotline.run(60)
    hotline.world.services.carrier.ensure_queue("hotline-12348", 1000)
    assert hotline.problems() == []
    assert hotline.breaches() == []


def test_a_missing_queue_is_made_once(hotline: Hotline) -> None:
    carrier = hotline.world.services.carrier
    made = carrier.ensure_queue("another", 10)
    assert carrier.ensure_queue("another", 10) == made


def test_what_is_recorded_of_one_call_is_told(hotline: Hotline) -> None:
    """Of a call that goes on, of one that is unknown."""
    close(hotline)
    hotline.ring_in(SPEAKS)
    hotline.run(10)
    [leg] = hotline.legs("caller")
    carrier = hotline.world.services.carrier
    [tape] = carrier.list_call_recordings(str(leg.call_sid))
    assert (tape.recording_sid[:2], tape.is_complete) == ("RE", False)
    assert carrier.list_call_recordings("CA" + "0" * 32) == []
    assert carrier.list_recordings("CF" + "0" * 32) == []
