"""Text messages: the same queue, agents and ticket as a call; safe contact is respected."""

from __future__ import annotations

from app.chat.actions import write_as_agent
from app.chat.keeping import Words
from app.dispatch.actions import accept_chat
from tests.journeys.cast import Hotline

WANGMO = "+8613800000007"
QUESTION = "ངའི་གླ་ཆ་མ་སྤྲད་པས་ག་རེ་བྱེད་དགོས།"


def text_in(hotline: Hotline, body: str = QUESTION) -> None:
    hotline.world.gateway.switch.text_in(WANGMO, "+8612348", body)
    hotline.run(5)


def answer(hotline: Hotline, agent_id: int) -> None:
    (offer,) = hotline.offers()
    with hotline.world.parts.desk.write() as work:
        accept_chat(work, offer.id, agent_id)
    with hotline.world.parts.store.write() as uow:
        contact = uow.session.get_one(type(hotline.contact()), 1)
        write_as_agent(uow, contact, agent_id, Words("བཀྲ་ཤིས་བདེ་ལེགས།", "answer-1"))
    hotline.run(5)


def test_b90_a_text_is_answered_in_its_language_by_text(hotline: Hotline) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    assert (hotline.contact().channel, hotline.contact().language) == ("text", "bo")
    answer(hotline, tashi)
    assert hotline.world.gateway.switch.texts == [(WANGMO, "བཀྲ་ཤིས་བདེ་ལེགས།")]
    assert len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_two_texts_are_one_conversation(hotline: Hotline) -> None:
    text_in(hotline)
    text_in(hotline, "ད་དུང་འདྲི་རྒྱུ་ཡོད།")
    assert len(hotline.contacts()) == 1


def test_b58_who_opted_out_gets_no_text(hotline: Hotline) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    hotline.change_contact(1, may_text=False)
    answer(hotline, tashi)
    assert hotline.world.gateway.switch.texts == []


def test_an_opt_out_word_ends_the_conversation(hotline: Hotline) -> None:
    text_in(hotline)
    text_in(hotline, "退订")
    assert (hotline.contact().state, hotline.contact().may_text) == ("ended", False)
