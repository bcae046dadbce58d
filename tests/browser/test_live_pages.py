"""Pages that stay open: what happens elsewhere appears on them by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Stage

pytestmark = pytest.mark.browser
TIBETAN = "ངའི་གླ་ཕོགས་མ་སྤྲད། གང་བྱེད་དགོས།"


def test_chat_from_question_to_closed_ticket(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    tenzin = stage.sign_in("tenzin")
    tenzin.click("#ready")
    caller = stage.open_page("/chat", language="bo", size=PHONE)
    caller.fill("#text", TIBETAN)
    caller.click("main button[type=submit]")
    tenzin.click(".offer button.good")
    expect(tenzin.locator("#messages .from-caller")).to_contain_text(TIBETAN)
    tenzin.fill("#message", "请先去县劳动监察大队。")
    tenzin.keyboard.press("Enter")
    expect(caller.locator(".from-agent")).to_contain_text("请先去县劳动监察大队。")
    expect(tenzin.locator("#message")).to_have_value("")
    tenzin.fill("#notes", "欠薪")
    tenzin.select_option("#topic", "03")
    tenzin.click("#end-contact")
    expect(caller.locator(".is-over")).to_be_visible()
    expect(caller.locator(".compose")).to_be_hidden()
    tenzin.click("#close-ticket")
    expect(tenzin.locator(".work-empty")).to_be_visible()
    assert stage.problems == []


def test_call_rings_on_the_open_console_and_moves_the_open_wallboard(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    tenzin = stage.sign_in("tenzin")
    tenzin.click("#ready")
    expect(tenzin.locator(".state-ready")).to_be_visible()
    board = stage.sign_in("tenzin", language="bo")
    board.goto(f"{stage.address}/wallboard")
    stage.hotline.call()
    expect(tenzin.locator(".offer")).to_be_visible()
    expect(board.locator(".big.warn")).to_have_text("1")
    stage.take_call(tenzin)
    expect(tenzin.locator(".who-line")).to_have_text("139****5678")
    expect(board.locator(".rate.good").first).to_contain_text("100.0 %")
    assert stage.problems == []


def test_typing_is_not_lost_when_the_desk_changes(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    tenzin = stage.sign_in("tenzin")
    tenzin.click("#ready")
    stage.hotline.call()
    stage.take_call(tenzin)
    tenzin.locator("#notes").press_sequentially("草场")
    stage.hotline.call("+8613700001111")
    expect(tenzin.locator(".queue-note dd").first).to_have_text("1")
    tenzin.keyboard.type("边界")
    expect(tenzin.locator("#notes")).to_have_value("草场边界")
    assert stage.problems == []


def test_a_desk_asks_for_nothing_when_only_a_neighbour_is_touched(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    stage.hotline.hire("pema", "zh")
    tenzin, pema = stage.sign_in("tenzin"), stage.sign_in("pema")
    asked: list[str] = []
    pema.on("request", lambda request: asked.append(request.url))
    waiting = pema.locator(".queue-note dd").first
    stage.hotline.call()
    expect(waiting).to_have_text("1")
    asked.clear()
    tenzin.click("#ready")
    stage.take_call(tenzin)
    expect(waiting).to_have_text("0")
    stage.hotline.call("+8613700001111")
    expect(waiting).to_have_text("1")
    assert [each for each in asked if "alive" not in each] == []
    assert stage.problems == []


def test_refused_action_is_told_on_the_page(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    tenzin = stage.sign_in("tenzin")
    tenzin.click("#ready")
    stage.hotline.call()
    expect(tenzin.locator(".offer")).to_be_visible()
    tenzin.route("**/console?part=*", lambda route: route.abort())  # the page stays behind
    stage.hotline.wait(30)
    tenzin.click(".offer button.good")
    expect(tenzin.locator("#note")).to_contain_text("该来电已不在等待")


def test_language_switch_keeps_the_page(stage: Stage) -> None:
    stage.hotline.hire("tenzin", "bo")
    tenzin = stage.sign_in("tenzin")
    tenzin.goto(f"{stage.address}/wallboard")
    tenzin.click(".switch a[lang=bo]")
    assert "/wallboard" in tenzin.url
    expect(tenzin.locator("html")).to_have_attribute("lang", "bo-CN")
