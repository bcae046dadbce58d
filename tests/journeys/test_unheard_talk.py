"""A talk that began and ended while we were away is found by asking for both calls (B57, B72)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.gateway.simulated.plans import PhonePlan
from app.hotline.calls import room_actions
from app.hotline.calls.models import Leg
from app.hotline.calls.room_actions import RoomEvent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.router import RoutingWork
from app.telephony.port import CarrierLacks
from tests.journeys.broken import WatchedCarrier
from tests.journeys.cast import ACCEPTS, LI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import Killed, make_crashing, restart


def die_at_the_door(
    hotline: Hotline, patch: pytest.MonkeyPatch, plan: PhonePlan, down_s: float = 30
) -> None:
    """The caller enters the room; that is not heard any more, and we are gone for `down_s`."""
    world = hotline.world = make_crashing(hotline.world, down_s)
    hear = room_actions.hear_room

    def die(work: RoutingWork, contact: Contact, event: RoomEvent) -> bool:
        [leg] = [leg for leg in hotline.legs("caller") if leg.contact_id == contact.id]
        if event.label == leg.token and not world.kills:
            raise Killed
        return hear(work, contact, event)

    patch.setattr(room_actions, "hear_room", die)
    hotline.ring_in(plan)
    hotline.run(90)
    assert world.kills == 1


def patient(talk_s: float) -> PhonePlan:
    return caller(ZH, talk_s=talk_s, patience_s=3000)


def list_legs(hotline: Hotline) -> list[Leg]:
    return [*hotline.legs("caller"), *hotline.legs("agent")]


def is_owed(contact: Contact) -> bool:
    return contact.is_owed_callback or contact.outcome in {"failed", "abandoned"}


def test_a_talk_that_nobody_told_us_of_is_answered_and_nobody_is_called_back(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_hotline()
    hotline.staff(LI, ("zh",))
    die_at_the_door(hotline, monkeypatch, patient(3))
    contact = hotline.contact()
    assert contact.outcome == "answered"
    assert not is_owed(contact)
    assert hotline.events("end_noticed")
    assert hotline.events("talk_noticed")
    assert all(leg.joined_at is not None for leg in list_legs(hotline))
    assert hotline.agent(1).state == "wrapping_up"
    assert hotline.breaches() == []


def test_whoever_was_not_a_second_together_with_somebody_was_not_answered(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_hotline()
    hotline.staff(LI, ("zh",))
    die_at_the_door(hotline, monkeypatch, patient(0.2))
    assert is_owed(hotline.contact())
    assert hotline.events("talk_noticed") == []
    assert hotline.breaches() == []


def test_a_talk_that_the_agent_ended_while_we_were_away_is_over_for_the_caller_as_well(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller is still in the room, alone: they have been advised and wait for nobody."""
    hotline = open_hotline()
    hotline.staff(LI, ("zh",), phone=replace(ACCEPTS, talk_s=5))
    die_at_the_door(hotline, monkeypatch, patient(600))
    assert hotline.contact().outcome == "answered"
    assert hotline.rung() == [LI], "nobody is rung for them again"
    hotline.run(60)
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_whoever_came_into_the_room_as_the_agent_left_it_waits_on(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_hotline(longest_wait_s=None)
    hotline.staff(LI, ("zh",), phone=replace(ACCEPTS, talk_s=0.2))
    die_at_the_door(hotline, monkeypatch, patient(600))
    assert hotline.rung() == [LI, LI], "rung again for them, who were not advised"
    assert hotline.breaches() == []


@pytest.mark.parametrize(("last", "outcome"), [("caller", "answered"), ("agent", "failed")])
def test_whoever_ended_the_room_was_in_it_though_the_carrier_has_forgotten_the_calls(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch, last: str, outcome: str
) -> None:
    hotline = open_hotline()
    hotline.staff(LI, ("zh",), phone=replace(ACCEPTS, talk_s=5 if last == "caller" else 600))
    carrier = WatchedCarrier(hotline.world.services.carrier)
    hotline.world = make_crashing(hotline.world, 0)
    restart(hotline.world, carrier)

    def forget(_number: int, name: str) -> None:
        if name == "fetch_call":
            raise CarrierLacks(status=404)

    carrier.before = forget
    plan = caller(ZH, talk_s=600 if last == "caller" else 5, patience_s=20)
    die_at_the_door(hotline, monkeypatch, plan)
    assert hotline.contact().outcome == outcome
    assert hotline.breaches() == []


def test_a_talk_that_goes_on_is_known_as_soon_as_we_are_back(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hangs up a moment later has been advised and is owed nothing."""
    hotline = open_hotline(longest_wait_s=None)
    hotline.staff(LI, ("zh",))
    die_at_the_door(hotline, monkeypatch, patient(6), down_s=5)
    assert hotline.contact().outcome == "answered"
    assert not is_owed(hotline.contact())
    assert hotline.agent(1).misses == 0
    assert hotline.breaches() == []
