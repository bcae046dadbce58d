"""A written conversation through its pages: the caller's and the agent's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.console.installation import Hotline, open_hotline

TIBETAN = "ངའི་གླ་ཕོགས་མ་སྤྲད། གང་བྱེད་དགོས།"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    hotline.hire("wangmo", "bo", "zh")
    yield hotline
    hotline.world.close()


@pytest.fixture
def drolma(hotline: Hotline) -> TestClient:
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    return drolma


def accept_chat(agent: TestClient) -> str:
    offer = re.search(r"/console/offers/(\d+)/accept", agent.get("/console?part=desk").text)
    assert offer
    agent.post(f"/console/offers/{offer.group(1)}/accept")
    contact = re.search(r"/console\?contact=(\d+)", agent.get("/console?part=tabs").text)
    assert contact
    return contact.group(1)


def test_first_screens_speak_both_languages(hotline: Hotline) -> None:
    caller = hotline.open_browser()
    for path in ("/", "/chat"):
        page = caller.get(path).text
        assert 'lang="bo-CN"' in page
        assert 'lang="zh-CN"' in page
    assert "ཁྲིམས་ལུགས" in caller.get("/?lang=zh").text


def test_tibetan_question_is_answered(hotline: Hotline, drolma: TestClient) -> None:
    caller = hotline.open_browser()
    page = caller.post("/chat/messages", data={"text": TIBETAN}).text
    assert TIBETAN in page
    assert "马上轮到您" in page
    contact = accept_chat(drolma)
    assert "藏语" in drolma.get("/console?part=head").text
    messages = f"/console/contacts/{contact}/messages"
    assert TIBETAN in drolma.get(messages).text
    drolma.post(messages, data={"text": "请先去劳动监察大队。", "sender_token": "a1"})
    page = caller.get("/chat").text
    assert "请先去劳动监察大队。" in page
    assert "工作人员正在为您服务" in page
    assert re.search(rf'<p class="message from-caller mine" lang="bo">[^§]*?{TIBETAN}', page)


def test_message_sent_twice_is_one(hotline: Hotline, drolma: TestClient) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "第一句"})
    for _ in range(2):
        caller.post("/chat/messages", data={"text": "第二句", "sender_token": "same"})
    assert caller.get("/chat?part=messages").text.count("第二句") == 1


def test_coming_back_loses_nothing(hotline: Hotline, drolma: TestClient) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "草场的事"})
    again = hotline.open_browser()
    again.cookies = caller.cookies
    assert "草场的事" in again.get("/chat").text
    assert "草场的事" not in hotline.open_browser().get("/chat").text


def test_ended_conversation_is_readable_and_a_new_one_can_begin(
    hotline: Hotline, drolma: TestClient
) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "请问"})
    accept_chat(drolma)
    page = caller.post("/chat/end").text
    assert "对话已结束" in page
    assert "请问" in page
    late = caller.post("/chat/messages", data={"text": "再问"}, headers={"hx-request": "true"})
    assert late.status_code == 409
    assert "写下您的问题" in caller.post("/chat/new").text


def test_others_conversations_are_not_to_be_read(hotline: Hotline, drolma: TestClient) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "保密"})
    contact = accept_chat(drolma)
    wangmo = hotline.sign_in("wangmo")
    address = f"/console/contacts/{contact}/messages"
    assert wangmo.get(address).status_code == 404
    assert wangmo.post(address, data={"text": "x"}).status_code == 404


def test_markup_in_a_message_stays_text(hotline: Hotline, drolma: TestClient) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "<script>alert(1)</script>"})
    contact = accept_chat(drolma)
    for page in (caller.get("/chat"), drolma.get(f"/console/contacts/{contact}/messages")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


def test_stream_without_a_conversation_is_not_found(hotline: Hotline) -> None:
    assert hotline.open_browser().get("/chat/live").status_code == 404
