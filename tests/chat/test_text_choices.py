"""Who texts gets the three bands of the chat: an answer, a choice by number, a person (B101)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.doors.chat.actions import write_as_agent
from app.doors.chat.message_actions import Words
from app.doors.chat.queries import list_messages
from app.doors.chat.text_wording import MOST_SEGMENTS, TextWording, count_segments
from app.hotline.answers.actions import seed_articles
from app.hotline.answers.models import AnswerGap
from app.hotline.answers.shipped import read_shipped_articles
from app.hotline.blocking.actions import block_number
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import accept_chat
from app.hotline.opening.actions import close_by_hand
from app.kit.storage.event_log import Event
from knowledge import bands
from knowledge.keywords import read_choice
from tests.journeys.cast import Hotline
from tests.journeys.test_webhook_authentication import post

WANGMO = "+8613800000007"
UNPAID = "老板拖欠我的工资不给怎么办"
TIBETAN = "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན་གང་འདྲ་བྱེད།"
NONSENSE = "椅子为什么不会唱歌呢"
"""So says no article; the hotline has nothing for it."""


@pytest.fixture
def sure(tmp_path: Path) -> Iterator[Hotline]:
    """A hotline with its articles."""
    hotline = Hotline.open(tmp_path)
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    yield hotline
    hotline.world.close()


@pytest.fixture
def unsure(sure: Hotline, monkeypatch: pytest.MonkeyPatch) -> Hotline:
    """One that is never sure, so that everything is a choice."""
    calibration = replace(bands.read_calibration(), sure_from=2.0, fits_from=0.3)
    monkeypatch.setattr(bands, "read_calibration", lambda: calibration)
    return sure


def text_in(hotline: Hotline, *bodies: str) -> list[str]:
    """Texts come; returns all that went out since the beginning."""
    for body in bodies:
        hotline.world.gateway.switch.text_in(WANGMO, "+8612348", body)
        hotline.run(5)
    return [text for _, text in hotline.world.gateway.switch.texts]


def said(hotline: Hotline, sender: str) -> list[str]:
    with hotline.world.services.store.read() as session:
        contact = session.get_one(Contact, 1)
        messages = list_messages(session, hotline.world.services.store.vault, contact)
    return [message.text for message in messages if message.sender == sender]


def list_facts(hotline: Hotline) -> list[str]:
    kinds = ("choice_offered", "choice_made", "first_answer_given", "sent_to_12345")
    with hotline.world.services.store.read() as session:
        rows = select(Event.kind).where(Event.kind.in_(kinds)).order_by(Event.id)
        return list(session.scalars(rows))


def count_gaps(hotline: Hotline) -> int:
    with hotline.world.services.store.read() as session:
        return len(list(session.scalars(select(AnswerGap))))


def test_b101_what_is_sure_is_answered_with_law_and_place_to_read_more(sure: Hotline) -> None:
    (answer,) = text_in(sure, UNPAID)
    assert "《" in answer
    assert "http://hotline.localhost/answers/" in answer
    assert "工作人员用短信回复" in answer
    assert sure.contact().state == "waiting"
    assert len(text_in(sure, "离婚后孩子归谁")) == 1, "one first answer a conversation"
    assert sure.problems() == []
    assert sure.breaches() == []


@pytest.mark.parametrize(
    ("question", "asked", "law"),
    [(UNPAID, "您是想问", "《"), (TIBETAN, "0སྐུར་རོགས།", "ཞིབ་ཕྲ།")],
    ids=["zh", "bo"],
)
@pytest.mark.parametrize("reply", ["1", "１", "༡", "1.", "第一个", "དང་པོ།"])
def test_b101_a_number_in_reply_gives_the_answer(
    unsure: Hotline, question: str, asked: str, law: str, reply: str
) -> None:
    (offer,) = text_in(unsure, question)
    assert asked in offer
    assert "\n1. " in offer
    assert count_segments(offer) <= MOST_SEGMENTS
    _, answer = text_in(unsure, reply)
    assert law in answer
    assert said(unsure, "caller") == [question, reply], "words that nobody wrote are not kept"
    assert list_facts(unsure) == ["choice_offered", "first_answer_given", "choice_made"]
    assert unsure.contact().state == "waiting"


@pytest.mark.parametrize("reply", ["0", "༠", "都不是", "མིན།"])
def test_b101_none_of_them_brings_a_person(unsure: Hotline, reply: str) -> None:
    _, told = text_in(unsure, UNPAID, reply)
    assert told == "您的短信已收到，会有工作人员用短信回复您。"
    assert list_facts(unsure) == ["choice_offered", "choice_made"]
    assert count_gaps(unsure) == 1


def test_b101_when_nothing_fits_a_person_is_announced_once(sure: Hotline) -> None:
    assert text_in(sure, NONSENSE, NONSENSE) == ["您的短信已收到，会有工作人员用短信回复您。"]
    assert count_gaps(sure) == 1


def test_b101_another_offices_matter_is_sent_there_in_words(sure: Hotline) -> None:
    (told,) = text_in(sure, "屋头停电两天了，找哪个修")
    assert "请拨打12345" in told
    assert list_facts(sure) == ["sent_to_12345"]


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("老公喝了酒就打我，好怕", "会有工作人员用短信回复您。"),
        ("ངའི་ཁྱོ་གས་ང་ལ་བརྡུངས་བྱུང་།", "ལས་བྱེད་པས་འཕྲིན་ཐུང་གིས་ལན་སྤྲོད་ངེས།"),
    ],
    ids=["zh", "bo"],
)
def test_danger_keeps_its_own_answer(unsure: Hotline, words: str, person: str) -> None:
    (told,) = text_in(unsure, words)
    assert "110" in told
    assert told.endswith(person), "nobody is asked to stay where they write: it is no page"
    assert count_segments(told) <= MOST_SEGMENTS
    assert list_facts(unsure) == []
    assert len(text_in(unsure, UNPAID)) == 1, "nothing more by itself to who is in danger"


def test_who_tells_of_danger_after_the_questions_is_not_answered_by_them(unsure: Hotline) -> None:
    texts = text_in(unsure, UNPAID, "老公喝了酒就打我，好怕", "1")
    assert len(texts) == 2
    assert said(unsure, "caller")[-1] == "1"


@pytest.mark.parametrize("reply", ["4", "9", "1 2", "1个月", "2023"])
def test_a_number_that_was_not_offered_is_said_to_a_person(unsure: Hotline, reply: str) -> None:
    assert len(text_in(unsure, UNPAID, reply)) == 1
    assert said(unsure, "caller") == [UNPAID, reply]
    assert list_facts(unsure) == ["choice_offered"]


def test_the_first_choice_stays_and_the_next_number_is_said_to_a_person(unsure: Hotline) -> None:
    assert len(text_in(unsure, UNPAID, "1", "2")) == 2
    assert said(unsure, "caller") == [UNPAID, "1", "2"]
    assert list_facts(unsure).count("choice_made") == 1


def test_a_number_that_comes_when_a_person_answers_is_said_to_them(unsure: Hotline) -> None:
    tashi = unsure.staff()
    text_in(unsure, UNPAID)
    (offer,) = unsure.offers()
    with unsure.world.services.router.write() as work:
        accept_chat(work, offer.id, tashi)
    with unsure.world.services.store.write() as uow:
        write_as_agent(uow, uow.session.get_one(Contact, 1), tashi, Words("您好", "a1"))
    assert text_in(unsure, "1")[-1] == "您好"
    assert said(unsure, "caller") == [UNPAID, "1"]
    assert list_facts(unsure) == ["choice_offered"]


def test_the_same_text_delivered_again_is_one(unsure: Hotline) -> None:
    for sid, body in [("SM1", UNPAID), ("SM1", UNPAID), ("SM2", "1"), ("SM2", "1")]:
        form = [("From", WANGMO), ("To", "+8612348"), ("MessageSid", sid), ("Body", body)]
        assert post(unsure, "/twilio/messages", form).status_code == 200
    unsure.run(5)
    assert len(unsure.world.gateway.switch.texts) == 2
    assert said(unsure, "caller") == [UNPAID, "1"]
    assert list_facts(unsure) == ["choice_offered", "first_answer_given", "choice_made"]


def test_who_opted_out_or_must_not_be_reached_gets_nothing(unsure: Hotline) -> None:
    assert text_in(unsure, "退订", UNPAID, "1") == []
    assert said(unsure, "caller") == [UNPAID, "1"]
    assert list_facts(unsure) == []


def test_who_opts_out_after_the_questions_gets_no_answer(unsure: Hotline) -> None:
    text_in(unsure, UNPAID)
    unsure.change_contact(1, may_text=False)
    assert len(text_in(unsure, "1")) == 1
    assert list_facts(unsure) == ["choice_offered"]


def test_a_blocked_number_gets_none(unsure: Hotline) -> None:
    with unsure.world.services.store.write() as uow:
        block_number(uow, 1, WANGMO, "abuse", 30)
    assert text_in(unsure, UNPAID, "1") == []
    assert list_facts(unsure) == []


def test_closed_the_choice_is_answered_too(unsure: Hotline) -> None:
    with unsure.world.services.router.write() as work:
        close_by_hand(work, is_closed=True)
    closed, offer = text_in(unsure, UNPAID)
    assert "110" in closed
    assert "1. " in offer
    assert "《" in text_in(unsure, "1")[-1]


def test_an_answer_withdrawn_meanwhile_brings_a_person(
    unsure: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    text_in(unsure, UNPAID)
    for states in ("PUBLIC_STATES", "TRAINING_STATES"):
        monkeypatch.setattr(f"app.hotline.answers.queries.{states}", ())
    assert len(text_in(unsure, "1")) == 2


@pytest.mark.parametrize("language", ["zh", "bo"])
def test_every_shipped_answer_is_one_text_of_so_many_segments(sure: Hotline, language: str) -> None:
    wording = TextWording(sure.world.services.catalogues, "https://12348.example.gov.cn")
    for article in read_shipped_articles():
        text = article.texts[language]
        told = wording.write_first_answer(article.id, text, article.legal_basis, language)
        assert text.short_answer in told, "whole"
        assert not article.legal_basis or "》" in told, "with a law"
        assert count_segments(told) <= MOST_SEGMENTS
        endless = replace(text, short_answer=text.short_answer * 9)
        told = wording.write_first_answer(article.id, endless, article.legal_basis, language)
        assert "/answers/" in told
        assert count_segments(told) <= MOST_SEGMENTS
        offer = wording.write_choices([text.question * 4] * 3, language)
        assert count_segments(offer) <= MOST_SEGMENTS
        assert "\n3. " in offer


def test_segments_are_counted_as_they_are_paid() -> None:
    counted = [count_segments("草" * length) for length in (1, 70, 71, 134, 135)]
    assert counted == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("text", "number"),
    [("2、", 2), ("选 第 三 个", 3), ("回复1", 1), ("①", 1), ("གཉིས་པ།", 2), ("ཨང་གསུམ་པ", 3),
     ("〇", 0), ("以上都不是。", 0), ("ཚང་མ་མིན།", 0), ("4", None), ("12", None), ("一共", None),
     ("", None), ("不是这样的", None)],
)  # fmt: skip
def test_a_choice_is_read_however_it_is_typed(text: str, number: int | None) -> None:
    assert read_choice(text) == number
