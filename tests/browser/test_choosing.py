"""Which of these do you mean: the choice as the caller touches it and as the agent sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Stage
from tests.browser.test_access import OVERFLOW, TALLEST, list_violations

pytestmark = pytest.mark.browser

QUESTIONS = {
    "zh": "我爸欠了很多钱去世了",
    "bo": "ང་གྲྭ་པ་ཡིན། ཨ་ཕ་གྲོངས་ན་ང་ལ་ཤུལ་ནོར་ཐོབ་བམ།",
}
"""More than one article may answer each."""
NONE_OF_THESE = {"zh": "都不是", "bo": "འདི་དག་མིན།"}


def ask(stage: Stage, language: str) -> Page:
    """A caller on a telephone who has asked and is offered what may be meant."""
    caller = stage.open_page("/chat", language=language, size=PHONE)
    caller.fill("#text", QUESTIONS[language])
    caller.click("main button[type=submit]")
    expect(caller.locator("#choices")).to_be_visible()
    return caller


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_b101_a_touch_gives_the_answer_and_the_agent_sees_which(
    taught: Stage, language: str
) -> None:
    caller = ask(taught, language)
    offered = caller.locator("#choices button")
    assert 2 <= offered.count() <= 4, "up to three and none of these"
    assert offered.first.get_attribute("lang") == language
    assert list_violations(caller) == []
    assert caller.evaluate(OVERFLOW) <= 0
    assert caller.evaluate(TALLEST) == []
    chosen = str(offered.first.get_attribute("value"))

    offered.first.click()
    expect(caller.locator("#about-answer")).to_be_visible()
    expect(caller.locator("#choices")).to_have_count(0)
    expect(caller.locator(".from-hotline").last).to_have_attribute("lang", language)

    agent = taught.sign_in("drolma", language=language)
    agent.click("#ready")
    agent.click(".offer button.good")
    expect(agent.locator("#offered")).to_contain_text(chosen)
    expect(agent.locator("#offered strong")).to_contain_text("✓")
    assert taught.problems == []


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_b101_none_of_these_by_keyboard_brings_a_person(taught: Stage, language: str) -> None:
    caller = ask(taught, language)
    none = caller.locator('#choices button[value="none"]')
    expect(none).to_contain_text(NONE_OF_THESE[language])
    none.focus()
    caller.keyboard.press("Enter")
    expect(caller.locator("#choices")).to_have_count(0)
    expect(caller.locator(".from-hotline")).to_have_count(2)
    caller.reload()
    expect(caller.locator("#choices")).to_have_count(0)
    assert taught.problems == []
