"""The block list at the door: a short closing and a class of its own; a look-up that fails, an
entry that is over, and danger never stop a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.blocking.actions import block_number, lift_block
from app.blocking.models import Block
from app.contacts.groups import Group
from app.errors import Refused
from app.telephony.gateway.core.sounds import Speech
from tests.journeys.cast import ZH, Hotline, caller
from tests.journeys.people import PEMA, heard_by

SUPERVISOR = 7


def block(hotline: Hotline, number: str = "138 1234 0001", days: int = 7) -> int:
    with hotline.world.parts.store.write() as uow:
        return block_number(uow, SUPERVISOR, number, "abuse", days).id


def call(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(ZH), number=PEMA)


def test_b62_a_blocked_caller_hears_a_closing_and_is_a_class_of_its_own(hotline: Hotline) -> None:
    block(hotline)
    call(hotline)
    hotline.run(1)
    said = "".join(each.text for each in heard_by(hotline, PEMA) if isinstance(each, Speech))
    assert "110" in said
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.outcome, contact.asked_at) == ("ended", "blocked", None)
    assert (hotline.open_calls(), hotline.rung()) == ([], [])
    assert len(hotline.tickets()) == 1
    assert hotline.tickets()[0].callback_reason is None
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_the_number_is_sealed_and_in_no_log(hotline: Hotline) -> None:
    block(hotline)
    with hotline.world.parts.store.read() as session:
        kept = session.get_one(Block, 1)
    assert b"1381234" not in kept.number_sealed
    assert "1381234" not in kept.number_index
    (event,) = hotline.events("number_blocked")
    assert event.data == {"account_id": SUPERVISOR, "block_id": 1, "reason": "abuse", "days": 7}


def test_an_entry_that_is_over_does_not_block(hotline: Hotline) -> None:
    block(hotline, days=1)
    hotline.world.run_until(hotline.world.clock.now() + timedelta(days=1))
    call(hotline)
    hotline.run(30)
    assert hotline.contact().state == "connected"


def test_a_lifted_block_does_not_block(hotline: Hotline) -> None:
    block_id = block(hotline)
    for _ in range(2):
        with hotline.world.parts.store.write() as uow:
            lift_block(uow, SUPERVISOR, block_id)
    call(hotline)
    hotline.run(30)
    assert hotline.contact().state == "connected"
    assert len(hotline.events("block_lifted")) == 1


def test_b74_a_block_list_that_cannot_be_asked_stops_no_call(hotline: Hotline) -> None:
    block(hotline)
    with hotline.world.parts.store.write() as uow:
        uow.session.execute(text("ALTER TABLE blocks RENAME TO lost"))
    call(hotline)
    hotline.run(30)
    assert hotline.contact().state == "connected"


def test_a_number_in_danger_is_never_blocked(hotline: Hotline) -> None:
    call(hotline)
    hotline.run(60)
    hotline.change_contact(1, danger=True)
    with pytest.raises(Refused):
        block(hotline)
    hotline.change_contact(1, danger=False)
    block(hotline)
    hotline.change_contact(1, topic="domestic_violence")
    hotline.run(300)
    hotline.ring_in(caller(ZH), number=PEMA)
    hotline.run(30)
    assert hotline.contact(2).outcome != "blocked"


def test_a_woman_in_danger_is_never_blocked(hotline: Hotline) -> None:
    call(hotline)
    hotline.run(60)
    block(hotline)
    hotline.change_caller(1, priority_groups=[Group.WOMAN_IN_DANGER])
    hotline.run(300)
    hotline.ring_in(caller(ZH), number=PEMA)
    hotline.run(30)
    assert hotline.contact(2).outcome != "blocked"


def test_blocked_twice_is_one_entry_with_the_newer_end(hotline: Hotline) -> None:
    assert block(hotline, days=90) == block(hotline, "+8613812340001", days=1)
    with hotline.world.parts.store.read() as session:
        kept = session.get_one(Block, 1)
    assert kept.expires_at - kept.blocked_at == timedelta(days=1)
