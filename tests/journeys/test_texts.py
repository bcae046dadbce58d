"""Text messages: the same queue, agents and ticket as a call; safe contact is respected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from app.doors.chat.actions import write_as_agent
from app.doors.chat.closed_actions import answer_left_message
from app.doors.chat.message_actions import Words
from app.doors.chat.models import TextPart
from app.doors.chat.queries import list_messages
from app.doors.chat.sending import send_text, split_text
from app.gateway.simulated.plans import NO_SUCH_NUMBER
from app.hotline.contacts.actions import recognise_caller
from app.hotline.contacts.models import Caller
from app.hotline.dispatch.actions import accept_chat
from app.hotline.opening.actions import close_by_hand
from app.telephony.port import Carrier, CarrierUnreachable, TextFact
from tests.journeys.cast import Hotline
from tests.journeys.test_webhook_authentication import post

WANGMO = "+8613800000007"
QUESTION = "ངའི་གླ་ཆ་མ་སྤྲད་པས་ག་རེ་བྱེད་དགོས།"
PERSON_ANSWERS = "ཁྱེད་ཀྱི་འཕྲིན་ཐུང་འབྱོར་བྱུང་། ལས་བྱེད་པས་འཕྲིན་ཐུང་གིས་ལན་སྤྲོད་ངེས།"
"""What the hotline says first, whose knowledge base here holds no answer."""


def text_in(hotline: Hotline, body: str = QUESTION) -> None:
    hotline.world.gateway.switch.text_in(WANGMO, "+8612348", body)
    hotline.run(5)


def answer(hotline: Hotline, agent_id: int) -> None:
    (offer,) = hotline.offers()
    with hotline.world.services.router.write() as work:
        accept_chat(work, offer.id, agent_id)
    with hotline.world.services.store.write() as uow:
        contact = uow.session.get_one(type(hotline.contact()), 1)
        write_as_agent(uow, contact, agent_id, Words("བཀྲ་ཤིས་བདེ་ལེགས།", "answer-1"))
    hotline.run(5)


def test_b90_a_text_is_answered_in_its_language_by_text(hotline: Hotline) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    assert (hotline.contact().channel, hotline.contact().language) == ("text", "bo")
    answer(hotline, tashi)
    told = [(WANGMO, PERSON_ANSWERS), (WANGMO, "བཀྲ་ཤིས་བདེ་ལེགས།")]
    assert hotline.world.gateway.switch.texts == told
    assert len(hotline.tickets()) == 1
    assert hotline.breaches() == []
    assert hotline.problems() == []


def services(hotline: Hotline) -> list[TextPart]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(TextPart).order_by(TextPart.id)))


def report(hotline: Hotline, part: TextPart, status: str) -> None:
    """The carrier reports over the signed webhook."""
    form = [("MessageSid", part.carrier_sid or "SM1"), ("MessageStatus", status)]
    assert post(hotline, f"/twilio/texts/{part.token}/status", form).status_code == 204


@dataclass
class Unanswering:
    """A carrier that does what it is asked and does not say so."""

    real: Carrier

    def send_text(self, to: str, text: str, status_url: str = "") -> str:
        self.real.send_text(to, text, status_url)
        raise CarrierUnreachable(reason="a test")

    def find_texts(self, to: str, since: datetime) -> list[TextFact]:
        return self.real.find_texts(to, since)


def test_what_became_of_a_text_is_known_and_shown(hotline: Hotline) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    answer(hotline, tashi)
    _, part = services(hotline)
    assert part.status == "delivered"
    for late in ("sent", "delivered", "failed", "nonsense"):
        report(hotline, part, late)
    assert [part.status for part in services(hotline)] == ["delivered", "delivered"]


def test_a_number_that_takes_no_texts_is_shown(hotline: Hotline) -> None:
    hotline.world.gateway.switch.plans[WANGMO] = NO_SUCH_NUMBER
    tashi = hotline.staff()
    text_in(hotline)
    answer(hotline, tashi)
    known = [(part.status, part.error_code) for part in services(hotline)]
    assert known == [("undelivered", 30003)] * 2


def test_a_long_answer_goes_in_parts(hotline: Hotline) -> None:
    text = "第一句。" * 900
    assert "".join(split_text(text)) == text
    assert all(len(part) <= 1500 for part in split_text(text))
    assert split_text("短") == ["短"]


def test_a_text_of_unknown_outcome_is_looked_for_and_not_repeated(hotline: Hotline) -> None:
    world = hotline.world
    tashi = hotline.staff()
    text_in(hotline)
    (offer,) = hotline.offers()
    with world.services.router.write() as work:
        accept_chat(work, offer.id, tashi)
    with world.services.store.write() as uow:
        contact = uow.session.get_one(type(hotline.contact()), 1)
        message = write_as_agent(uow, contact, tashi, Words("སྐུར།", "answer-1"))
        message_id = message.id
    links = world.services.voice.links
    with pytest.raises(CarrierUnreachable):
        send_text(world.services.store, Unanswering(world.services.carrier), links, message_id)  # type: ignore[arg-type]
    for _ in range(2):
        send_text(world.services.store, world.services.carrier, links, message_id)
    hotline.run(5)
    assert world.gateway.switch.texts == [(WANGMO, PERSON_ANSWERS), (WANGMO, "སྐུར།")]
    assert [part.status for part in services(hotline)] == ["delivered", "delivered"]


def test_two_texts_are_one_conversation(hotline: Hotline) -> None:
    text_in(hotline)
    text_in(hotline, "ད་དུང་འདྲི་རྒྱུ་ཡོད།")
    assert len(hotline.contacts()) == 1


def test_b58_who_opted_out_gets_no_text(hotline: Hotline) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    hotline.change_contact(1, may_text=False)
    answer(hotline, tashi)
    before = [(WANGMO, PERSON_ANSWERS)]
    assert hotline.world.gateway.switch.texts == before, "nothing since they opted out"
    assert [part.status for part in services(hotline)] == ["delivered", "withheld"]


@pytest.mark.parametrize("word", ["退订", "STOP", "མཚམས་འཇོག།", "td"])
def test_an_opt_out_word_ends_the_conversation(hotline: Hotline, word: str) -> None:
    text_in(hotline)
    text_in(hotline, word)
    assert hotline.contact().state == "ended"
    assert hotline.contact().caller.texts_refused_at is not None
    before = [(WANGMO, PERSON_ANSWERS)]
    assert hotline.world.gateway.switch.texts == before, "nothing since they opted out"


@pytest.mark.parametrize("word", ["取消", "停止", "T", "end", "退订", "1", "5"])
def test_b103_a_word_in_a_live_conversation_is_said_to_the_person(
    hotline: Hotline, word: str
) -> None:
    tashi = hotline.staff()
    text_in(hotline)
    answer(hotline, tashi)
    text_in(hotline, word)
    assert hotline.contact().state == "connected"
    assert hotline.contact().caller.texts_refused_at is None
    with hotline.world.services.store.read() as session:
        said = list_messages(session, hotline.world.services.store.vault, hotline.contact())
    assert [message.text for message in said if message.sender == "caller"][-1] == word


@pytest.mark.parametrize("written", ["+8613812340001", "013812340001", "sip:13812340001@10.0.0.1"])
def test_b102_a_wish_holds_for_the_line_however_it_is_written(
    hotline: Hotline, written: str
) -> None:
    hotline.world.gateway.switch.text_in("13812340001", "+8612348", "退订")
    hotline.run(5)
    hotline.world.gateway.switch.text_in(written, "+8612348", QUESTION)
    hotline.run(5)
    assert hotline.contact().caller.texts_refused_at is not None


def test_b102_who_was_kept_under_an_older_spelling_is_the_same_person(hotline: Hotline) -> None:
    store = hotline.world.services.store
    with store.write() as uow:
        older = recognise_caller(uow, WANGMO)
        older.number_index = store.vault.index(WANGMO.removeprefix("+86"))
        older.texts_refused_at = uow.now
        uow.session.add(older)
    text_in(hotline)
    assert hotline.contact().caller.texts_refused_at is not None
    with store.read() as session:
        assert len(session.scalars(select(Caller)).all()) == 1


@pytest.mark.parametrize("again", ["恢复", "འཕྲིན་དགོས།"])
def test_opting_out_holds_for_the_person_until_they_opt_in(hotline: Hotline, again: str) -> None:
    tashi = hotline.staff()
    text_in(hotline, "退订")
    text_in(hotline)
    answer(hotline, tashi)
    assert hotline.world.gateway.switch.texts == []
    text_in(hotline, again)
    with hotline.world.services.store.read() as session:
        assert session.scalars(select(Caller)).one().texts_refused_at is None


def test_texted_while_closed_is_told_when_and_answered_by_text(hotline: Hotline) -> None:
    tashi = hotline.staff()
    with hotline.world.services.router.write() as work:
        close_by_hand(work, is_closed=True)
    text_in(hotline)
    text_in(hotline, "ད་དུང་འདྲི་རྒྱུ་ཡོད།")
    assert len(hotline.contacts()) == 1
    assert hotline.contact().outcome == "left_message"
    with hotline.world.services.store.write() as uow:
        contact = uow.session.get_one(type(hotline.contact()), 1)
        answer_left_message(uow, contact, tashi, Words("ལན།", "l-1"))
    hotline.run(5)
    told, answered = hotline.world.gateway.switch.texts
    assert "110" in told[1]
    assert answered == (WANGMO, "ལན།")
