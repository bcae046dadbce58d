"""What may fit is offered as a choice in the person's language; one touch answers (B101)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.hotline.answers.actions import seed_articles
from app.hotline.answers.models import AnswerGap
from app.hotline.answers.usefulness import count_choices
from app.kit.storage.event_log import Event
from knowledge import bands
from tests.chat.test_chat_pages import accept_chat
from tests.console.installation import Hotline, open_hotline

UNPAID = "老板拖欠我的工资不给怎么办"
TIBETAN = "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན་གང་འདྲ་བྱེད།"
MIXED = "老板 གླ་ཆ་མི་སྟེར 咋办"


@pytest.fixture
def hotline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hotline]:
    """A hotline that is never sure, so that everything is a choice."""
    unsure = replace(bands.read_calibration(), sure_from=2.0, fits_from=0.3)
    monkeypatch.setattr(bands, "read_calibration", lambda: unsure)
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    yield hotline
    hotline.world.close()


def ask(hotline: Hotline, text: str) -> tuple[TestClient, list[str]]:
    """The caller, and what they may touch."""
    caller = hotline.open_browser()
    page = caller.post("/chat/messages", data={"text": text}).text
    return caller, re.findall(r'name="choice" value="([^"]+)"', page)


def list_events(hotline: Hotline) -> list[tuple[str, dict[str, object]]]:
    kinds = ("choice_offered", "choice_made", "first_answer_given", "sent_to_12345")
    with hotline.world.services.store.read() as session:
        rows = session.execute(
            select(Event.kind, Event.data).where(Event.kind.in_(kinds)).order_by(Event.id)
        )
        return [(row.kind, row.data) for row in rows]


def count_gaps(hotline: Hotline) -> int:
    with hotline.world.services.store.read() as session:
        return len(list(session.scalars(select(AnswerGap))))


@pytest.mark.parametrize(
    ("text", "tag"), [(UNPAID, "zh"), (TIBETAN, "bo"), (MIXED, "bo")], ids=["zh", "bo", "mixed"]
)
def test_b101_up_to_three_questions_in_the_callers_language(
    hotline: Hotline, text: str, tag: str
) -> None:
    caller, choices = ask(hotline, text)
    assert choices[-1] == "none"
    assert 1 <= len(set(choices[:-1])) == len(choices[:-1]) <= 3
    tags = re.findall(r'name="choice" value="\d[^"]+" lang="(\w+)"', caller.get("/chat").text)
    assert set(tags) == {tag}


@pytest.mark.parametrize("text", [UNPAID, TIBETAN], ids=["zh", "bo"])
def test_b101_one_touch_gives_the_answer_and_is_counted(hotline: Hotline, text: str) -> None:
    caller, choices = ask(hotline, text)
    for _ in range(2):
        page = caller.post("/chat/choice", data={"choice": choices[0]}).text
    assert page.count("from-hotline") == 2, "the questions and one answer"
    assert "《" in page
    assert 'name="choice"' not in page
    assert "请人工回答" in page, "whether it helped is asked as of any first answer"
    facts = list_events(hotline)
    assert [kind for kind, _ in facts] == ["choice_offered", "first_answer_given", "choice_made"]
    assert facts[2][1] == {"article_id": choices[0]}
    assert text not in str(facts), "no words of a person in the log"
    with hotline.world.services.store.read() as session:
        counted = count_choices(session)
    assert (counted.offered, counted.chosen, counted.none) == (1, 1, 0)
    assert count_gaps(hotline) == 0


def test_b101_none_of_these_brings_a_person_and_the_editors_hear(hotline: Hotline) -> None:
    caller, _ = ask(hotline, UNPAID)
    for _ in range(2):
        page = caller.post("/chat/choice", data={"choice": "none"}).text
    assert page.count("会有工作人员在这里回答您") == 1
    assert 'name="choice"' not in page
    assert count_gaps(hotline) == 1
    with hotline.world.services.store.read() as session:
        assert count_choices(session).none == 1


def test_what_was_not_offered_cannot_be_chosen(hotline: Hotline) -> None:
    caller, _ = ask(hotline, UNPAID)
    assert caller.post("/chat/choice", data={"choice": "15-001"}).status_code == 404
    fresh = hotline.open_browser()
    assert fresh.post("/chat/choice", data={"choice": "none"}).status_code == 404


def test_a_second_message_offers_nothing_twice(hotline: Hotline) -> None:
    caller, _ = ask(hotline, UNPAID)
    page = caller.post("/chat/messages", data={"text": "离婚后孩子归谁"}).text
    assert page.count('value="none"') == 1
    assert [kind for kind, _ in list_events(hotline)] == ["choice_offered"]


def test_the_agent_sees_what_was_offered_and_chosen(hotline: Hotline) -> None:
    agent = hotline.sign_in("drolma")
    agent.post("/console/ready")
    caller, choices = ask(hotline, UNPAID)
    caller.post("/chat/choice", data={"choice": choices[0]})
    contact = accept_chat(agent)
    page = agent.get(f"/console/contacts/{contact}/suggestions").text
    assert "已请来电人选择" in page
    assert f"{choices[0]} <strong>✓ 已选" in page
    assert 'name="choice"' not in caller.get("/chat").text, "a person is there"


def test_b101_another_offices_matter_is_sent_there_in_words(hotline: Hotline) -> None:
    caller, choices = ask(hotline, "屋头停电两天了，找哪个修")
    assert not choices
    assert "请拨打12345" in caller.get("/chat").text
    tibetan, _ = ask(hotline, "གློག་ཆད་ནས་ཉིན་གཉིས་སོང་།")
    assert "12345ལ་ཁ་པར་གཏོང་རོགས" in tibetan.get("/chat").text
    assert [kind for kind, _ in list_events(hotline)] == ["sent_to_12345"] * 2
    assert count_gaps(hotline) == 0


def test_the_json_door_offers_and_takes_the_same(hotline: Hotline) -> None:
    browser = hotline.open_browser()
    token = browser.post("/api/chat", json={"language": "zh"}).json()["token"]
    sent = {"text": UNPAID, "sender_token": "1"}
    chat = browser.post(f"/api/chat/{token}/messages", json=sent).json()
    assert 1 <= len(chat["choices"]) <= 3
    made = {"choice": chat["choices"][0]["article_id"]}
    chat = browser.post(f"/api/chat/{token}/choice", json=made).json()
    assert not chat["choices"]
    assert chat["messages"][-1]["sender"] == "hotline"
