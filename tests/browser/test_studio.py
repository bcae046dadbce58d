"""A prompt is recorded in the browser: the microphone's sound becomes a file for the carrier."""

from __future__ import annotations

import pytest

from app.accounts.roles import Role
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
