"""The knowledge base answers first, with its law, while a person is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotline.answers.actions import seed_articles
from tests.console.installation import Hotline, open_hotline

UNPAID = "老板拖欠我的工资不给怎么办"
NONSENSE = "椅子为什么不会唱歌呢"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    yield hotline
    hotline.world.close()


def ask(hotline: Hotline, text: str) -> dict[str, object]:
    browser = hotline.open_browser()
    token = browser.post("/api/chat", json={"language": "zh"}).json()["token"]
    words = {"text": text, "sender_token": "1"}
    browser.post(f"/api/chat/{token}/messages", json=words)
    browser.post(f"/api/chat/{token}/messages", json={"text": "谢谢", "sender_token": "2"})
    chat: dict[str, object] = browser.get(f"/api/chat/{token}").json()
    return chat


def test_a_question_is_answered_at_once_with_its_law(hotline: Hotline) -> None:
    chat = ask(hotline, UNPAID)
    first, answer, thanks = chat["messages"]  # type: ignore[misc]
    assert (first["sender"], answer["sender"], thanks["sender"]) == ("caller", "hotline", "caller")
    assert "《" in answer["text"]
    assert chat["state"] == "waiting"


def test_b101_when_nothing_fits_a_person_is_announced_once(hotline: Hotline) -> None:
    chat = ask(hotline, NONSENSE)
    said = [(m["sender"], m["text"]) for m in chat["messages"]]  # type: ignore[attr-defined,index]
    assert [sender for sender, _ in said] == ["caller", "hotline", "caller"]
    assert said[1][1] == "会有工作人员在这里回答您，请稍候。"
    assert chat["state"] == "waiting"
    assert not chat["choices"]
