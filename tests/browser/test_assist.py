"""The agent's help in the browser: it follows the words, and one click sends the answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Stage

pytestmark = pytest.mark.browser
TIBETAN = "ཁང་བདག་གིས་གཏའ་དངུལ་ཕྱིར་མི་སློག་ན་གང་འདྲ་བྱེད་དགོས།"


def test_a_tibetan_chat_is_answered_by_one_click(taught: Stage) -> None:
    drolma = taught.sign_in("drolma")
    drolma.click("#ready")
    caller = taught.open_page("/chat", language="bo", size=PHONE)
    caller.fill("#text", TIBETAN)
    caller.click("main button[type=submit]")
    drolma.click(".offer button.good")
    first = drolma.locator("#chat-suggestions .suggestion").first
    expect(first).to_contain_text("གཏའ་དངུལ")
    first.locator(".send-answer").click()
    expect(caller.locator(".from-agent")).to_contain_text("《")
    first.locator(".aloud").click()
    expect(drolma.locator("#aloud")).to_be_visible()
    drolma.keyboard.press("Escape")
    expect(drolma.locator("#aloud")).to_be_hidden()
    first.locator("button[value=yes]").click()
    expect(drolma.locator("#chat-suggestions .judge .badge").first).to_be_visible()
    assert taught.problems == []


def test_suggestions_follow_the_notes(taught: Stage) -> None:
    drolma = taught.sign_in("drolma")
    drolma.click("#ready")
    taught.hotline.call()
    taught.take_call(drolma)
    drolma.locator("#notes").press_sequentially("老板拖欠工资")
    expect(drolma.locator("#suggestions .suggestion").first).to_contain_text("工资")
    expect(drolma.locator("#notes")).to_have_value("老板拖欠工资")
    assert taught.problems == []
