"""The supervisors' page: today against the forecast, and what if, from the form to the answer."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.desks.planning.own_history import midnight_before
from app.hotline.accounts.roles import Role
from app.hotline.contacts.models import Caller, Contact
from app.kit.storage.event_log import Event
from routing.planning.own_log import CallEvent
from tests.console.installation import Hotline, open_hotline
from tests.planning.test_own_line import simulate_events

ASKED = (
    "/planning?ask=1&seat=1&seat_kind=lawyer&seat_languages=zh%2Bbo&seat_from=18&seat_to=22"
    "&on_call=2&on_call_kind=lawyer&on_call_languages=zh&skill_kind=lawyer&lang=zh"
)
PATIENCE_S = 120


@pytest.fixture
def hotline(tmp_path: Path) -> Hotline:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


@pytest.fixture
def page(hotline: Hotline) -> TestClient:
    hotline.hire("pema", "zh", "bo", role=Role.SUPERVISOR)
    return hotline.sign_in("pema")


def test_the_page_says_that_there_is_too_little_history(page: TestClient) -> None:
    text = page.get("/planning?lang=zh").text
    assert "0 个整日、0 通来电，不足以预测" in text
    assert "每天 45 名来电人" in text
    assert "第二专长的人员：Pema" in text
    assert "སྔོན་དཔག" in page.get("/planning?lang=bo").text


@pytest.mark.usefixtures("page")
def test_what_happened_stands_beside_the_forecast(hotline: Hotline) -> None:
    hotline.call()
    hotline.wait(1800)  # so long did nobody touch the page: the sign-in has ended
    part = hotline.sign_in("pema").get("/planning?part=today&lang=zh").text
    assert "<html" not in part
    assert "已有 1 人要求接通坐席" in part
    assert '<rect class="happened"' in part


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/planning?ask=1", "请至少选择一项调整"),
        ("/planning?ask=1&seat=1&seat_from=12&seat_to=9", "坐席的开始时间须早于结束时间"),
        ("/planning?ask=1&skilled=agent-99", "此人已不在线路上"),
        ("/planning?ask=1&on_call=9", "一次最多可推演增加四名"),
        ("/planning?ask=1&seat=1&seat_kind=astrologer", "线路没有这一坐席类别"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(page: TestClient, address: str, words: str) -> None:
    answer = page.get(f"{address}&lang=zh")
    assert answer.status_code == 422
    assert words in answer.text


def test_a_question_is_simulated_beside_the_web_and_answered(page: TestClient) -> None:
    first = page.get(ASKED).text
    assert "正在模拟" in first
    assert '<meta http-equiv="refresh"' in first, "without JavaScript the page asks again itself"
    give_up = time.monotonic() + PATIENCE_S
    while "正在模拟" in (part := page.get(f"{ASKED}&part=answer").text):
        assert time.monotonic() < give_up
        time.sleep(0.3)
    assert "差值（百分点）" in part
    assert '<svg class="answer-chart"' in part
    assert "更好" in part, "two lawyers on call and one in the evening must help a line of one"
    assert "答案" in page.get(ASKED).text, "asking the same again is answered at once"


def test_with_a_month_behind_it_the_line_forecasts_from_its_own_days(
    hotline: Hotline, page: TestClient
) -> None:
    remember_days(hotline, 28)
    text = page.get("/planning?lang=zh").text
    assert "依据本线最近 28 个整日" in text
    assert "内置示例线路，每天" not in text
    assert "名册上还没有人" not in text


def remember_days(hotline: Hotline, days: int) -> None:
    """Put whole days of calls into the log, as if the line had been there."""
    store = hotline.world.services.store
    midnight = midnight_before(store.clock.now()) - timedelta(days=days)
    told = simulate_events(days, 45, midnight)
    training = hotline.world.services.settings.training
    with store.write() as uow:
        for caller_id in {event.caller_id for event in told}:
            uow.session.add(Caller(id=caller_id, created_at=midnight))
        uow.session.flush()
        for event in told:
            if event.kind == "contact_asked":
                uow.session.add(make_contact(event, training))
        uow.session.flush()
        for event in told:
            row = {"at": event.at, "kind": event.kind, "contact_id": event.contact_id}
            uow.session.add(Event(**row, data=dict(event.data)))


def make_contact(event: CallEvent, training: bool) -> Contact:
    return Contact(
        id=event.contact_id,
        token=f"past-{event.contact_id}",
        channel="voice",
        caller_id=event.caller_id,
        training=training,
        state="ended",
        arrived_at=event.at,
        routing={},
    )


def test_agents_have_no_planning(hotline: Hotline) -> None:
    hotline.hire("tashi", "zh")
    assert hotline.sign_in("tashi").get("/planning").status_code == 403
