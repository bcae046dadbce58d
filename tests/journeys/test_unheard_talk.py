"""A talk that began and ended while we were away is found by asking for both calls (B57, B72)."""

from __future__ import annotations

import pytest

from app.calls import room_actions
from app.calls.models import Leg
from app.calls.room_actions import RoomEvent
from app.contacts.models import Contact
from app.dispatch.desk import RoutingWork
from tests.journeys.cast import LI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import Killed, make_crashing


def die_at_the_door(hotline: Hotline, patch: pytest.MonkeyPatch, talk_s: float) -> None:
    """The caller enters the room; that is not heard any more, and we are gone until all is over."""
    world = hotline.world = make_crashing(hotline.world, down_s=30)
    hear = room_actions.hear_room

    def die(work: RoutingWork, contact: Contact, event: RoomEvent) -> bool:
        [leg] = [leg for leg in hotline.legs("caller") if leg.contact_id == contact.id]
        if event.label == leg.token and not world.kills:
            raise Killed
        return hear(work, contact, event)

    patch.setattr(room_actions, "hear_room", die)
    hotline.ring_in(caller(ZH, talk_s=talk_s, patience_s=3000))
    hotline.run(90)
    assert world.kills == 1
    assert hotline.events("end_noticed")


def list_legs(hotline: Hotline) -> list[Leg]:
    return [*hotline.legs("caller"), *hotline.legs("agent")]


def is_owed(contact: Contact) -> bool:
    return contact.is_owed_callback or contact.outcome in {"failed", "abandoned"}


def test_a_talk_that_nobody_told_us_of_is_answered_and_nobody_is_called_back(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_hotline()
    hotline.staff(LI, ("zh",))
    die_at_the_door(hotline, monkeypatch, talk_s=3)
    contact = hotline.contact()
    assert contact.outcome == "answered"
    assert not is_owed(contact)
    assert hotline.events("talk_noticed")
    assert all(leg.joined_at is not None for leg in list_legs(hotline))
    assert hotline.agent(1).state == "wrapping_up"
    assert hotline.breaches() == []


def test_whoever_was_not_a_second_together_with_somebody_was_not_answered(
    open_hotline: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotline = open_hotline()
    hotline.staff(LI, ("zh",))
    die_at_the_door(hotline, monkeypatch, talk_s=0.2)
    assert is_owed(hotline.contact())
    assert hotline.events("talk_noticed") == []
    assert hotline.breaches() == []
