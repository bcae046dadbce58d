"""The block list at the door: a short closing and a class of its own; a look-up that fails, an
entry that is over, and danger never stop a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.gateway.core.sounds import Speech
from app.hotline.blocking.actions import block_number, lift_block
from app.hotline.blocking.models import Block
from app.hotline.contacts.groups import Group
from app.hotline.opening.actions import close_by_hand
from app.kit.errors import Refused
from tests.journeys.cast import ZH, Hotline, caller
from tests.journeys.people import PEMA, heard_by

SUPERVISOR = 7


def block(hotline: Hotline, number: str = "138 1234 0001", days: int = 7) -> int:
    with hotline.world.services.store.write() as uow:
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
    assert hotline.reasons() == []
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_the_number_is_sealed_and_in_no_log(hotline: Hotline) -> None:
    block(hotline)
    with hotline.world.services.store.read() as session:
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
        with hotline.world.services.store.write() as uow:
            lift_block(uow, SUPERVISOR, block_id)
    call(hotline)
    hotline.run(30)
    assert hotline.contact().state == "connected"
    assert len(hotline.events("block_lifted")) == 1


def test_b74_a_block_list_that_cannot_be_asked_stops_no_call(hotline: Hotline) -> None:
    block(hotline)
    with hotline.world.services.store.write() as uow:
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
    with hotline.world.services.store.read() as session:
        kept = session.get_one(Block, 1)
    assert kept.expires_at - kept.blocked_at == timedelta(days=1)


def text_in(hotline: Hotline, body: str = "你好，工资没有发") -> None:
    hotline.world.gateway.switch.text_in(PEMA, "+8612348", body)
    hotline.run(5)


def kept_texts(hotline: Hotline) -> int:
    sent = hotline.events("message_sent")
    return len([event for event in sent if event.data["sender"] == "caller"])


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_a_blocked_numbers_text_is_kept_and_gets_no_answer(hotline: Hotline, is_open: bool) -> None:
    hotline.staff()
    block(hotline)
    if not is_open:
        with hotline.world.services.router.write() as work:
            close_by_hand(work, is_closed=True)
    text_in(hotline)
    text_in(hotline, "再说一次")
    hotline.run(120)
    (contact,) = hotline.contacts()
    assert (contact.state, contact.outcome, contact.asked_at) == ("ended", "blocked", None)
    assert kept_texts(hotline) == 2
    assert hotline.world.gateway.switch.texts == []
    assert (hotline.offers(), hotline.reasons()) == ([], [])
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_a_text_in_danger_or_after_the_end_is_taken(hotline: Hotline) -> None:
    hotline.staff()
    block(hotline, days=1)
    text_in(hotline)
    hotline.change_contact(1, danger=True)
    text_in(hotline)
    assert hotline.contact(2).state == "offered"


def test_a_conversation_under_way_goes_on(hotline: Hotline) -> None:
    text_in(hotline)
    block(hotline)
    text_in(hotline, "还在吗")
    (contact,) = hotline.contacts()
    assert (contact.state, kept_texts(hotline)) == ("waiting", 2)


def test_b74_a_block_list_that_cannot_be_asked_stops_no_text(hotline: Hotline) -> None:
    block(hotline)
    with hotline.world.services.store.write() as uow:
        uow.session.execute(text("ALTER TABLE blocks RENAME TO lost"))
    text_in(hotline)
    assert hotline.contact().state == "waiting"
