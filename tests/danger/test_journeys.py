"""B100: who tells of danger is answered with help at once and goes to the head; a false alarm
costs one click.  In chats, texts, notes and what 12345 tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.doors.chat.message_actions import Words
from app.doors.chat.models import Message
from app.doors.chat.sending import plan_parts
from app.doors.chat.text_wording import TextWording
from app.doors.chat.texts import receive_text
from app.hotline.accounts.roles import Role
from app.hotline.answers.models import AnswerGap
from app.hotline.contacts.models import Contact
from app.hotline.opening.actions import close_by_hand
from app.kit.storage.event_log import Event
from tests.console.installation import Hotline, open_hotline
from tests.console.test_console import answer_call, list_kinds

HTMX = {"hx-request": "true"}
BEATEN = "老公喝了酒就打我，好怕"
BEATEN_BO = "ངའི་ཁྱོ་གས་ང་ལ་བརྡུངས་བྱུང་།"
DYING = "我不想活了"
HIDING = "他拿刀要砍我，我躲在厕所头"
QUESTION = "老板拖欠我的工资不给怎么办"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


def write(hotline: Hotline, *texts: str) -> dict[str, Any]:
    browser = hotline.open_browser()
    token = browser.post("/api/chat", json={"language": "zh"}).json()["token"]
    for number, text in enumerate(texts):
        words = {"text": text, "sender_token": str(number)}
        browser.post(f"/api/chat/{token}/messages", json=words)
    chat: dict[str, Any] = browser.get(f"/api/chat/{token}").json()
    return chat


def contact_of(hotline: Hotline, contact_id: int = 1) -> Contact:
    with hotline.world.services.store.read() as session:
        return session.get_one(Contact, contact_id)


def told(chat: dict[str, Any]) -> list[str]:
    return [m["text"] for m in chat["messages"] if m["sender"] == "hotline"]


@pytest.mark.parametrize(
    ("text", "numbers"), [(BEATEN, ("110", "12338")), (BEATEN_BO, ("110", "12338")),
                          (DYING, ("120", "12356"))],
)  # fmt: skip
def test_danger_is_answered_with_help_at_once(
    hotline: Hotline, text: str, numbers: tuple[str, ...]
) -> None:
    (answer,) = told(write(hotline, text))
    assert all(number in answer for number in numbers)
    assert contact_of(hotline).danger


@pytest.mark.parametrize("text", [BEATEN, BEATEN_BO, DYING, "娃儿不见了", "我遭关起了", "着火了"])
def test_whatever_the_danger_110_is_the_first_number_told(hotline: Hotline, text: str) -> None:
    (answer,) = told(write(hotline, text))
    assert re.findall(r"\d{3,}", answer)[0] == "110"


def test_who_hides_from_a_knife_at_home_is_told_to_ring_110_now(hotline: Hotline) -> None:
    (answer,) = told(write(hotline, HIDING))
    assert "马上拨打 110" in answer
    assert "先到安全的地方" in answer


def test_the_answer_names_nothing_that_others_may_not_read(hotline: Hotline) -> None:
    (answer,) = told(write(hotline, BEATEN))
    assert not any(word in answer for word in ("家暴", "暴力", "打人", "12348", "法律"))


def test_both_languages_answer_who_mixes_them(hotline: Hotline) -> None:
    (answer,) = told(write(hotline, "我老公ང་ལ་བརྡུངས་བྱུང"))
    assert "安全" in answer
    assert "བདེ་འཇགས" in answer


def test_danger_is_heard_in_every_message_and_told_once(hotline: Hotline) -> None:
    chat = write(hotline, "你好", BEATEN, BEATEN, "他又打我了")
    assert len(told(chat)) == 1
    assert contact_of(hotline).danger
    with hotline.world.services.store.read() as session:
        assert session.scalars(select(AnswerGap)).all() == []
        events = session.scalars(select(Event).where(Event.kind == "danger_recognised")).all()
    assert [each.data["kinds"] for each in events] == [["violence_home"]]
    assert BEATEN not in str([each.data for each in events])


def test_closed_the_left_message_is_due_now_and_first(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    with hotline.world.services.router.write() as work:
        close_by_hand(work, is_closed=True)
    write(hotline, QUESTION)
    chat = write(hotline, "在吗", DYING)
    assert any("12356" in text for text in told(chat))
    page = hotline.sign_in("drolma").get("/callbacks").text
    assert page.index("/callbacks/2/written") < page.index("/callbacks/1/written")


def test_who_is_in_danger_is_offered_first_with_the_words(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    write(hotline, QUESTION)
    write(hotline, BEATEN)
    agent = hotline.sign_in("drolma")
    agent.get("/console")
    agent.post("/console/ready")
    router = agent.get("/console?part=desk").text
    assert "家庭暴力" in router
    assert "打我" in router
    assert "误报" in router


def test_one_click_takes_a_false_alarm_back(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    write(hotline, BEATEN)
    agent = hotline.sign_in("drolma")
    agent.get("/console")
    agent.post("/console/ready")
    agent.post("/console/offers/1/accept")
    head = agent.get("/console?contact=1").text
    assert "现在怎么做" in head
    agent.post("/console/contacts/1/danger/withdraw", headers=HTMX)
    assert not contact_of(hotline).danger
    assert "danger_withdrawn" in list_kinds(hotline)
    agent.post("/console/contacts/1/ticket", data={"notes": BEATEN}, headers=HTMX)
    assert not contact_of(hotline).danger


def test_alarms_and_false_ones_are_counted_for_the_editors(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("pema", "zh", role=Role.EDITOR)
    write(hotline, BEATEN)
    write(hotline, DYING)
    agent = hotline.sign_in("drolma")
    agent.get("/console")
    agent.post("/console/ready")
    agent.post("/console/offers/1/accept")
    agent.post("/console/contacts/1/danger/withdraw", headers=HTMX)
    page = hotline.sign_in("pema").get("/editor/gaps?lang=zh").text
    assert "近 30 天听出的危险：2，其中误报：1" in page


def test_a_mark_that_a_person_set_stays(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    agent, contact = answer_call(hotline)
    marks = {"danger": "yes", "county": ""}
    agent.post(f"/console/contacts/{contact}/person/marks", data=marks, headers=HTMX)
    notes = {"notes": "来电人说" + BEATEN}
    agent.post(f"/console/contacts/{contact}/ticket", data=notes, headers=HTMX)
    assert "误报" in agent.get(f"/console?contact={contact}").text
    agent.post(f"/console/contacts/{contact}/danger/withdraw", headers=HTMX)
    assert contact_of(hotline, contact).danger


def test_danger_in_notes_marks_and_sends_nothing(hotline: Hotline) -> None:
    hotline.hire("drolma", "bo", "zh")
    agent, contact = answer_call(hotline)
    notes = {"notes": "她说" + DYING}
    for _ in range(2):
        agent.post(f"/console/contacts/{contact}/ticket", data=notes, headers=HTMX)
    assert contact_of(hotline, contact).danger
    assert list_kinds(hotline).count("danger_recognised") == 1
    assert "message_sent" not in list_kinds(hotline)


def test_a_text_is_answered_by_text_and_nothing_else_goes_out(hotline: Hotline) -> None:
    services = hotline.world.services
    wording = TextWording(services.catalogues, "http://hotline.localhost")
    with services.router.write() as work:
        receive_text(work, wording, "+8613800000001", Words(BEATEN, "SM1"))
    with services.store.read() as session:
        (answer,) = session.scalars(select(Message).where(Message.sender == "hotline")).all()
    assert plan_parts(services.store, answer.id)
    assert not contact_of(hotline).has_consented
