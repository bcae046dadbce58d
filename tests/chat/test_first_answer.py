"""The knowledge base answers first, with its law, while a person is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answers.actions import seed_articles
from tests.console.house import Hotline, open_hotline

UNPAID = "老板拖欠我的工资不给怎么办"
NONSENSE = "明天早上的太阳几点钟升起来呢"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    with hotline.world.parts.store.write() as uow:
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


def test_when_nothing_fits_nothing_is_said(hotline: Hotline) -> None:
    chat = ask(hotline, NONSENSE)
    assert {m["sender"] for m in chat["messages"]} == {"caller"}  # type: ignore[attr-defined,index]
    assert chat["state"] == "waiting"
