"""B42: a console that dies takes its agent out of ready within a bound, and only then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.desks.console.presence import CONSOLE_LOST, LOST_AFTER, SPEAKS_EVERY_S
from app.hotline.dispatch.models import Deadline
from tests.console.installation import Hotline, open_hotline

IS_LOST = Deadline.kind == CONSOLE_LOST.name
BOUND_S = LOST_AFTER.total_seconds()


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


@pytest.fixture
def drolma(hotline: Hotline) -> TestClient:
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    drolma.post("/console/alive")
    return drolma


def read_state(browser: TestClient) -> str:
    found = re.search(r"card state state-(\w+)", browser.get("/console?part=desk").text)
    assert found
    return found.group(1)


def test_b42_silent_console_is_not_ready_at_the_bound(hotline: Hotline, drolma: TestClient) -> None:
    hotline.wait(BOUND_S - 1)
    assert read_state(drolma) == "ready"
    hotline.wait(2)
    assert read_state(drolma) == "not_ready"
    assert "工作台已断线" in drolma.get("/console?part=desk").text


def test_b42_speaking_console_stays_ready(hotline: Hotline, drolma: TestClient) -> None:
    for _ in range(20):
        hotline.wait(SPEAKS_EVERY_S)
        drolma.post("/console/alive")
    assert read_state(drolma) == "ready"


def test_b42_console_that_comes_back_does_not_become_ready_by_itself(
    hotline: Hotline, drolma: TestClient
) -> None:
    hotline.wait(BOUND_S + 1)
    drolma.post("/console/alive")
    assert read_state(drolma) == "not_ready"


def test_b42_a_call_in_progress_goes_on(hotline: Hotline, drolma: TestClient) -> None:
    hotline.call()
    offer = re.search(r"/console/offers/(\d+)/accept", drolma.get("/console?part=desk").text)
    assert offer
    drolma.post(f"/console/offers/{offer.group(1)}/accept")
    hotline.wait(BOUND_S + 30)
    page = drolma.get("/console?part=desk").text
    assert read_state(drolma) == "engaged"
    assert "工作台已断线" in page, "after the call: not ready"


def test_consoles_that_speak_together_are_written_down_together(hotline: Hotline) -> None:
    hotline.hire("lobsang", "bo", "zh")
    browsers = [hotline.sign_in(name) for name in ("drolma", "lobsang")]
    kept = []
    hotline.world.services.store.listen(kept.append)
    for _ in range(10):
        hotline.wait(SPEAKS_EVERY_S)
        for browser in browsers:
            assert browser.post("/console/alive").status_code == 204
    assert len(kept) == 10
    for browser in browsers:
        browser.post("/console/ready")
    hotline.wait(BOUND_S - SPEAKS_EVERY_S - 1)
    assert [read_state(browser) for browser in browsers] == ["ready", "ready"]
    hotline.wait(SPEAKS_EVERY_S + 2)
    assert [read_state(browser) for browser in browsers] == ["not_ready", "not_ready"]


def test_who_signed_out_is_not_written_down_as_heard(hotline: Hotline) -> None:
    hotline.hire("lobsang", "bo", "zh")
    lobsang, drolma = (hotline.sign_in(name) for name in ("lobsang", "drolma"))
    lobsang.post("/console/alive")
    drolma.post("/console/alive")
    drolma.post("/console/sign-out")
    hotline.wait(SPEAKS_EVERY_S)
    lobsang.post("/console/alive")
    with hotline.world.services.store.read() as session:
        assert list(session.scalars(select(Deadline.subject_id).where(IS_LOST))) == [2]


def test_agents_without_a_console_are_never_taken_out(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    drolma.post("/console/ready")
    hotline.wait(BOUND_S * 2)
    assert read_state(drolma) == "ready"


def test_who_signed_out_loses_no_console(hotline: Hotline, drolma: TestClient) -> None:
    drolma.post("/console/sign-out")
    hotline.wait(BOUND_S + 1)
    drolma = hotline.sign_in("drolma")
    assert "刚刚登录" in drolma.get("/console").text
