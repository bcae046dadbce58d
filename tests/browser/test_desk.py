"""The agent's desk: the call that was accepted is in front, and nothing typed is ever lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from app.hotline.contacts.models import Contact
from tests.bridge12345.other_side import keep_matter
from tests.browser.people import Stage
from tests.console.installation import PASSWORD

pytestmark = pytest.mark.browser
SECOND = "+8613700001111"


@pytest.fixture
def tenzin(stage: Stage) -> Page:
    """An agent in the talk of a first call."""
    stage.hotline.hire("tenzin", "bo", "zh")
    page = stage.sign_in("tenzin")
    page.click("#ready")
    stage.hotline.call()
    stage.take_call(page)
    expect(page.locator("#open-1")).to_be_visible()
    return page


def open_second_call(stage: Stage, page: Page) -> None:
    """The first call ends, its ticket stays open, and the next one is accepted."""
    page.click("#end-contact")
    stage.hotline.wait(2)
    page.click("#end-wrap-up")
    stage.hotline.call(SECOND)
    expect(page.locator(".offer.rings")).to_be_visible()
    page.dblclick(".offer .accept")
    expect(page.locator(".who-line")).to_have_text("137****1111")
    stage.hotline.wait(5)
    expect(page.locator("#open-2")).to_be_visible()
    expect(page.locator("#note")).to_be_empty()


def read_notes(stage: Stage, page: Page, contact: int) -> str:
    """What the server has of a ticket."""
    return str(
        page.request.get(f"{stage.address}/console/contacts/{contact}/ticket").json()["notes"]
    )


def wait_for_notes(stage: Stage, page: Page, notes: str) -> None:
    for _ in range(100):
        if read_notes(stage, page, 1) == notes:
            return
        page.wait_for_timeout(50)
    assert read_notes(stage, page, 1) == notes


def test_b105_every_field_outlives_a_reload_and_an_expired_sign_in(
    stage: Stage, tenzin: Page
) -> None:
    tenzin.select_option("#topic", "09")
    tenzin.select_option("#language", "zh")
    tenzin.locator("#notes").press_sequentially("刚写")
    tenzin.reload()
    expect(tenzin.locator("#notes")).to_have_value("刚写")
    expect(tenzin.locator("#topic")).to_have_value("09")
    expect(tenzin.locator("#language")).to_have_value("zh")
    wait_for_notes(stage, tenzin, "刚写")  # saved before the reload, or after it
    tenzin.context.clear_cookies(name="hotline_session")
    tenzin.locator("#notes").press("End")
    tenzin.locator("#notes").press_sequentially("，过期时")
    layer = tenzin.locator("#sign-in-layer")
    expect(layer).to_be_visible()
    layer.locator("[name=username]").fill("tenzin")
    layer.locator("[name=password]").fill("wrong-password-1")
    tenzin.keyboard.press("Enter")
    expect(layer.locator("[role=alert]")).to_be_visible()
    layer.locator("[name=password]").fill(PASSWORD)
    tenzin.keyboard.press("Enter")
    expect(layer).to_be_hidden()
    expect(tenzin.locator("#notes")).to_have_value("刚写，过期时")
    expect(tenzin.locator("#ticket-form [data-save-state]")).to_contain_text("已保存")
    assert read_notes(stage, tenzin, 1) == "刚写，过期时"


def test_b105_a_lost_line_is_told_and_what_was_typed_goes_out_again(
    stage: Stage, tenzin: Page
) -> None:
    tenzin.context.set_offline(True)
    expect(tenzin.locator("#line-gone")).to_be_visible()
    tenzin.locator("#notes").press_sequentially("断线时")
    expect(tenzin.locator("#ticket-form [data-save-state]")).to_contain_text("未保存")
    tenzin.click(".talk-buttons button >> nth=0", force=True)
    expect(tenzin.locator("#note")).to_contain_text("没有执行")
    tenzin.context.set_offline(False)
    expect(tenzin.locator("#line-gone")).to_be_hidden()
    expect(tenzin.locator("#ticket-form [data-save-state]")).to_contain_text("已保存")
    assert read_notes(stage, tenzin, 1) == "断线时"


def test_b105_text_comes_back_to_its_writer_only(stage: Stage, tenzin: Page) -> None:
    stage.hotline.hire("wangmo", "bo", "zh")
    tenzin.route("**/ticket", lambda route: route.abort())
    tenzin.locator("#notes").press_sequentially("只给我")
    tenzin.context.clear_cookies(name="hotline_session")
    tenzin.reload()
    sign_in_here(tenzin, "wangmo")
    assert "只给我" not in tenzin.content()
    tenzin.unroute("**/ticket")
    tenzin.context.clear_cookies(name="hotline_session")
    tenzin.goto(f"{stage.address}/console?contact=1")
    sign_in_here(tenzin, "tenzin")
    expect(tenzin.locator("#notes")).to_have_value("只给我")
    expect(tenzin.locator("#ticket-form [data-save-state]")).to_contain_text("已保存")
    tenzin.click(".sign-out button")
    tenzin.wait_for_load_state()
    assert tenzin.evaluate("Object.keys(localStorage).filter((k) => k.includes('kept'))") == []


def sign_in_here(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector(".sign-out")


def test_b105_two_windows_see_each_other_and_wipe_nothing(stage: Stage, tenzin: Page) -> None:
    other = tenzin.context.new_page()
    other.goto(f"{stage.address}/console?contact=1")
    other.fill("#notes", "甲窗")
    expect(tenzin.locator("#notes")).to_have_value("甲窗")
    tenzin.route("**/ticket", lambda route: route.abort())
    tenzin.fill("#notes", "乙窗")
    other.fill("#notes", "甲窗改")
    expect(other.locator("#ticket-form [data-save-state]")).to_contain_text("已保存")
    tenzin.unroute("**/ticket")
    clash = tenzin.locator(".clash")
    expect(clash).to_be_visible()
    expect(clash.locator("[data-theirs]")).to_have_text("甲窗改")
    expect(tenzin.locator("#notes")).to_have_value("乙窗")
    assert read_notes(stage, tenzin, 1) == "甲窗改"
    clash.locator("[data-choice=both]").click()
    expect(clash).to_be_hidden()
    expect(other.locator("#notes")).to_have_value("甲窗改\n\n乙窗")


def forward(stage: Stage) -> None:
    """The first talk serves a matter of 12345's."""
    store = stage.hotline.hotline.world.services.store
    with store.write() as uow:
        keep_matter(uow, uow.session.get_one(Contact, 1))


def test_b105_two_windows_see_each_others_result_for_12345(stage: Stage, tenzin: Page) -> None:
    """And what was typed last goes along with the closing, however soon that comes."""
    stage.hotline.do(lambda: forward(stage))
    tenzin.reload()
    other = tenzin.context.new_page()
    other.goto(f"{stage.address}/console?contact=1")
    other.fill("[name=result]", "甲窗")
    expect(tenzin.locator("[name=result]")).to_have_value("甲窗")
    tenzin.route("**/result", lambda route: route.abort())
    tenzin.fill("[name=result]", "乙窗")
    other.fill("[name=result]", "甲窗改")
    expect(other.locator("#referral [data-save-state]")).to_contain_text("已保存")
    tenzin.unroute("**/result")
    clash = tenzin.locator("#referral .clash")
    expect(clash.locator("[data-theirs]")).to_have_text("甲窗改")
    tenzin.select_option("#topic", "09")
    tenzin.click("#close-ticket")
    expect(clash.locator("button >> nth=0")).to_be_focused()
    clash.locator("[data-choice=both]").click()
    expect(other.locator("[name=result]")).to_have_value("甲窗改\n\n乙窗")
    tenzin.locator("[name=result]").press("End")
    tenzin.locator("[name=result]").press_sequentially("！")
    tenzin.locator("#close-ticket").dispatch_event("click")
    expect(tenzin.locator("#close-ticket")).to_have_count(0)
    page = f"{stage.address}/console/contacts/1/referrals/1/result"
    assert tenzin.request.get(page).json()["result"] == "甲窗改\n\n乙窗！"


def test_b105_closing_waits_for_a_save_that_is_under_way_and_for_what_was_typed_since(
    stage: Stage, tenzin: Page
) -> None:
    stage.hotline.do(lambda: forward(stage))
    tenzin.reload()
    held: list[Route] = []
    tenzin.route("**/result", lambda route: route.continue_() if held else held.append(route))
    tenzin.locator("[name=result]").press_sequentially("先写")
    for _ in range(100):
        if held:
            break
        tenzin.wait_for_timeout(50)
    tenzin.locator("[name=result]").press_sequentially("！")
    tenzin.select_option("#topic", "09")
    tenzin.locator("#close-ticket").dispatch_event("click")
    tenzin.wait_for_timeout(100)
    held[0].continue_()
    expect(tenzin.locator("#close-ticket")).to_have_count(0)
    page = f"{stage.address}/console/contacts/1/referrals/1/result"
    assert tenzin.request.get(page).json()["result"] == "先写！"


def test_a_closed_ticket_makes_way_within_the_page(stage: Stage, tenzin: Page) -> None:
    tenzin.click("#end-contact")
    stage.hotline.wait(2)
    expect(tenzin.locator(".call-state .is-over")).to_be_visible()
    asked: list[str] = []
    tenzin.on("request", lambda request: asked.append(request.url.removeprefix(stage.address)))
    tenzin.evaluate("window.isThisPage = true")
    tenzin.select_option("#topic", "09")
    tenzin.locator("#notes").fill("已解释")
    tenzin.click("#close-ticket")
    expect(tenzin.locator("#work.work-empty")).to_be_visible()
    expect(tenzin.locator("#open-1")).to_have_count(0)
    assert tenzin.evaluate("window.isThisPage")
    assert tenzin.url == f"{stage.address}/console"
    assert read_notes(stage, tenzin, 1) == "已解释"
    tenzin.wait_for_timeout(600)
    fetched = [each for each in asked if each.startswith("/console") and "/contacts/" not in each]
    assert len(fetched) <= 4, fetched
    assert stage.problems == []


def test_b106_an_offer_is_not_missed_and_the_accepted_call_is_in_front(stage: Stage) -> None:
    """Taken by one key or a double click; notes go into their own case."""
    stage.hotline.hire("tenzin", "bo", "zh")
    page = stage.sign_in("tenzin")
    page.click("#ready")
    stage.hotline.call()
    expect(page.locator(".offer.rings .accept")).to_be_focused()
    page.wait_for_function(
        "document.title.startsWith('▶') && document.title.includes('139****5678')"
    )
    page.wait_for_function("Number(document.documentElement.dataset.rang) > 0")
    page.keyboard.press("F2")
    expect(page.locator(".who-line")).to_have_text("139****5678")
    stage.hotline.wait(5)
    expect(page.locator("#open-1")).to_be_visible()
    assert not page.title().startswith("▶")
    page.locator("#notes").press_sequentially("第一件")
    open_second_call(stage, page)
    expect(page.locator(".tabs-count")).to_contain_text("1")
    expect(page.locator("#open-2")).to_have_attribute("aria-current", "true")
    expect(page.locator("#end-contact")).to_be_visible()
    page.locator("#notes").press_sequentially("第二件")
    page.locator("#open-1").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".who-line")).to_have_text("139****5678")
    expect(page.locator("#notes")).to_have_value("第一件")
    assert read_notes(stage, page, 1) == "第一件"
    assert read_notes(stage, page, 2) == "第二件"
    assert stage.problems == []
