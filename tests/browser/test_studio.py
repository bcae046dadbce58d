"""A prompt is recorded in the browser or by telephone, and the page shows what became of it."""

from __future__ import annotations

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.roles import Role
from tests.browser.people import Stage

pytestmark = pytest.mark.browser


def test_what_is_spoken_into_the_browser_becomes_the_recording(stage: Stage) -> None:
    stage.hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    page = stage.sign_in("pema")
    page.goto(f"{stage.address}/studio/goodbye")
    card = page.locator("section.card").first
    card.locator("button.good").click()
    card.locator("button.recording").wait_for()
    page.wait_for_timeout(1500)
    card.locator("button.recording").click()
    page.wait_for_selector("section.card .badge.good")
    assert "浏览器录音" in page.content()
    sound = page.request.get(f"{stage.address}/prompts/bo/goodbye.wav").body()
    assert sound[:4] == b"RIFF"
    assert stage.problems == []


def test_the_page_follows_the_call_in_which_a_prompt_is_read(stage: Stage) -> None:
    stage.hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    keys = (KeyPress("1", 6.0), KeyPress("#", 5.0, gather=2), KeyPress("1", 6.0, gather=3))
    plans = stage.hotline.hotline.world.gateway.switch.plans
    plans["+8613800000004"] = PhonePlan(answers_after_s=1, keys=keys, message_s=60)
    page = stage.sign_in("pema")
    page.goto(f"{stage.address}/studio/goodbye")
    card = page.locator("section.card").first
    card.locator("[data-call] button").click()
    card.locator("[data-call] .note").wait_for()
    stage.hotline.wait(5)
    card.get_by_text("您正在通话").wait_for()
    stage.hotline.wait(40)
    card.locator(".badge.good").wait_for()
    assert "您的电话录音已收到并启用" in card.inner_text()
    assert stage.problems == []
