"""A line that breaks while somebody writes: the words stay, go out later, and arrive once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Stage

pytestmark = pytest.mark.browser


def test_what_was_written_offline_arrives_once_and_nothing_is_missed(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "zh")
    tenzin = stage.sign_in("tenzin")
    tenzin.click("#ready")
    caller = stage.open_page("/chat", size=PHONE)
    caller.fill("#text", "草场的事")
    caller.click("main button[type=submit]")
    tenzin.click(".offer button.good")
    expect(caller.locator("#state strong")).to_contain_text("正在为您服务", timeout=20_000)
    caller.context.set_offline(True)
    caller.fill("#text", "断线时写的")
    caller.keyboard.press("Enter")
    tenzin.fill("#message", "断线时回的")
    tenzin.keyboard.press("Enter")
    expect(tenzin.locator(".from-agent")).to_contain_text("断线时回的", timeout=20_000)
    expect(caller.locator("#text")).to_have_value("断线时写的")
    caller.context.set_offline(False)
    expect(tenzin.locator(".from-caller", has_text="断线时写的")).to_have_count(1, timeout=20_000)
    expect(caller.locator(".from-agent")).to_contain_text("断线时回的", timeout=20_000)
    expect(caller.locator("#text")).to_have_value("")
    expect(tenzin.locator(".from-caller", has_text="断线时写的")).to_have_count(1)
