"""The agent's help: what fits notes and messages, one click to send it, what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.hotline.answers.actions import seed_articles
from app.hotline.answers.models import AnswerGap, AnswerUse
from app.hotline.contacts.models import Contact
from app.kit.storage.event_log import Event
from tests.chat.test_chat_pages import accept_chat
from tests.console.installation import CALLER, Hotline, open_hotline
from tests.console.test_console import answer_call

HTMX = {"hx-request": "true"}
UNPAID = "老板拖欠我的工资不给怎么办"
TIBETAN = "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན་གང་འདྲ་བྱེད།"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    yield hotline
    hotline.world.close()


def chat(hotline: Hotline, *texts: str) -> tuple[TestClient, TestClient, str]:
    """An agent, a caller who wrote the texts, and the contact."""
    agent = hotline.sign_in("drolma")
    agent.post("/console/ready")
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": texts[0]})
    contact = accept_chat(agent)
    for text in texts[1:]:
        caller.post("/chat/messages", data={"text": text})
    return agent, caller, contact


def find_send(fragment: str) -> tuple[str, str]:
    """Where the first suggestion is sent from, and its language."""
    path = re.search(r'action="([^"]+/send)"', fragment)
    language = re.search(r'name="language" value="(\w+)"', fragment)
    assert path, fragment
    assert language, fragment
    return path.group(1), language.group(1)


def list_kinds(hotline: Hotline) -> list[str]:
    with hotline.world.services.store.read() as session:
        return list(session.scalars(select(Event.kind).order_by(Event.id)))


def test_the_newest_question_brings_the_answer(hotline: Hotline) -> None:
    agent, _, contact = chat(hotline, UNPAID, "好的", "谢谢")
    page = agent.get(f"/console/contacts/{contact}/suggestions", headers=HTMX).text
    assert "工资" in page
    assert "《" in page
    messages = agent.get(f"/console/contacts/{contact}/messages").text
    assert messages.count('hx-target="#chat-suggestions"') == 3
    pointed = re.search(r"suggestions\?message=(\d+)", messages)
    assert pointed
    page = agent.get(f"/console/contacts/{contact}/{pointed.group()}", headers=HTMX).text
    assert "工资" in page


def test_one_click_sends_the_answer_with_its_law_once(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    path, language = find_send(agent.get(f"/console/contacts/{contact}/suggestions").text)
    before = caller.get("/chat?part=messages").text.count("from-agent")
    for _ in range(2):
        sent = agent.post(path, data={"language": language}, headers=HTMX)
        assert "已发送" in sent.text
    page = caller.get("/chat?part=messages").text
    assert page.count("from-agent") == before + 1
    assert "《" in page
    assert "草稿" in page
    assert "answer_sent" in list_kinds(hotline)


def test_a_caller_on_the_telephone_is_texted(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    address = f"/console/contacts/{contact}/suggestions"
    path, language = find_send(drolma.post(address, data={"notes": TIBETAN}).text)
    assert language == "bo"
    assert drolma.post(path, data={"language": language}, headers=HTMX).status_code == 200
    hotline.wait(5)
    (text,) = hotline.world.gateway.switch.texts
    assert text[0] == CALLER
    assert "《" in text[1]


def test_b58_nobody_is_texted_who_must_not_be(hotline: Hotline) -> None:
    drolma, contact = answer_call(hotline)
    address = f"/console/contacts/{contact}/suggestions"
    path, language = find_send(drolma.post(address, data={"notes": UNPAID}).text)
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Contact, int(contact)).may_text = False
    assert "/send" not in drolma.post(address, data={"notes": UNPAID}).text
    refused = drolma.post(path, data={"language": language}, headers=HTMX)
    assert refused.status_code == 409
    assert "不能给这个人发短信" in refused.text
    hotline.wait(5)
    assert hotline.world.gateway.switch.texts == []


def test_steps_are_read_out_in_large_letters(hotline: Hotline) -> None:
    agent, _, contact = chat(hotline, UNPAID)
    page = agent.get(f"/console/contacts/{contact}/suggestions").text
    path = re.search(r'href="(/console/answers/[^"]+)"', page)
    assert path
    address = path.group(1).replace("&amp;", "&")
    assert "aloud-text" in agent.get(address, headers=HTMX).text
    assert "<html" in agent.get(address).text
    assert hotline.open_browser().get(address, follow_redirects=False).status_code == 303


def test_what_did_not_help_is_kept_and_goes_to_the_editors(hotline: Hotline) -> None:
    agent, _, contact = chat(hotline, UNPAID)
    path, language = find_send(agent.get(f"/console/contacts/{contact}/suggestions").text)
    use = path.replace("/send", "/use")
    form = {"language": language, "question": UNPAID}
    for helped in ("yes", "no"):
        answer = agent.post(use, data=form | {"helped": helped}, headers=HTMX)
        assert answer.status_code == 200
    with hotline.world.services.store.read() as session:
        (row,) = session.scalars(select(AnswerUse))
        assert (row.helped, row.contact_id) == (False, int(contact))
        assert len(list(session.scalars(select(AnswerGap)))) == 1
    assert "没有帮助" in agent.get(f"/console/contacts/{contact}/suggestions").text


def test_an_unanswered_question_is_handed_to_the_editors(hotline: Hotline) -> None:
    agent, _, contact = chat(hotline, UNPAID)
    address = f"/console/contacts/{contact}"
    assert "告诉编辑" in agent.post(f"{address}/suggestions", data={"notes": "天气"}).text
    form = {"question": "明天天气好不好"}
    assert agent.post(f"{address}/answers/missing", data=form, headers=HTMX).status_code == 200
    with hotline.world.services.store.read() as session:
        assert len(list(session.scalars(select(AnswerGap)))) == 1


def test_what_only_may_fit_is_shown_to_staff_as_such(hotline: Hotline) -> None:
    agent, _, contact = chat(hotline, UNPAID)
    typed = {"notes": "老板拖欠工资，没有签合同"}
    page = agent.post(f"/console/contacts/{contact}/suggestions", data=typed).text
    assert "也许是这些" in page
    assert "没有签劳动合同" in page


def test_others_contacts_give_no_help(hotline: Hotline) -> None:
    _, _, contact = chat(hotline, UNPAID)
    hotline.hire("wangmo", "bo", "zh")
    wangmo = hotline.sign_in("wangmo")
    assert wangmo.get(f"/console/contacts/{contact}/suggestions").status_code == 404
    path = f"/console/contacts/{contact}/answers/a-1"
    assert wangmo.post(f"{path}/send", data={"language": "zh"}).status_code == 404
