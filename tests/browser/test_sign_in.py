"""Signing in with password and phone: the set-up at first, the code later, also in the layer."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.hotline.accounts.actions import reset_factor
from app.hotline.accounts.factor import STEP_S
from app.hotline.accounts.models import Account
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import IDLE_AFTER
from tests.browser.people import DESK, PHONE, Stage
from tests.browser.test_access import OVERFLOW, TALLEST, list_violations
from tests.console.installation import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _ask_codes(stage: Stage) -> None:
    """As outside training; its marks and drafts stay."""
    stage.hotline.hotline.app.state.password_suffices = False
    stage.hotline.hire("drolma", "bo", "zh", role=Role.AGENT)


def give_password(page: Page, scope: str = "main") -> None:
    page.fill(f"{scope} [name=username]", "drolma")
    page.fill(f"{scope} [name=password]", PASSWORD)
    page.click(f"{scope} form[action='/sign-in'] button")


def make_code(stage: Stage, secret: str) -> str:
    return pyotp.TOTP(secret).at(int(stage.hotline.hotline.world.clock.now().timestamp()))


def set_up(stage: Stage, page: Page, scope: str = "main") -> str:
    secret = page.inner_text(f"{scope} #secret").replace(" ", "")
    page.fill(f"{scope} [name=code]", make_code(stage, secret))
    page.click(f"{scope} form[action='/sign-in/set-up'] button")
    page.wait_for_selector(f"{scope} .codes")
    return secret


@pytest.mark.parametrize("language", ["bo", "zh"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_first_sign_in_sets_up_the_phone(
    stage: Stage, language: str, size: dict[str, int], tmp_path: Path
) -> None:
    page = stage.open_page("/sign-in?next=/account", language=language, size=size)
    give_password(page)
    page.wait_for_selector(".qr svg")
    for name, act in (("set-up", lambda: set_up(stage, page)), ("codes", lambda: None)):
        page.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)
        assert list_violations(page) == [], name
        assert page.evaluate(OVERFLOW) <= 0, name
        assert page.evaluate(TALLEST) == [], name
        act()
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("form[action='/sign-in/go-on'] button")
    page.wait_for_url("**/account")
    assert stage.problems == []


def test_the_layer_over_an_expired_sign_in_asks_the_code_too(stage: Stage) -> None:
    page = stage.open_page("/sign-in?next=/account")
    give_password(page)
    secret = set_up(stage, page)
    page.click("form[action='/sign-in/go-on'] button")
    page.wait_for_url("**/account")
    page.fill("#phone", "+8613800000077")
    page.context.clear_cookies(name="hotline_session")
    page.click("form[action='/account/phone'] button")
    stage.hotline.wait(2 * STEP_S)
    give_password(page, "#sign-in-layer")
    page.fill("#sign-in-layer #code", "000")
    page.click("#sign-in-layer form[action='/sign-in/code'] button")
    expect(page.locator("#sign-in-layer #wrong")).to_be_visible()
    page.click("#sign-in-layer form[action='/sign-in/again'] button")
    give_password(page, "#sign-in-layer")
    page.fill("#sign-in-layer #code", make_code(stage, secret))
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-layer")).not_to_be_visible()
    page.wait_for_load_state()
    expect(page.locator("#phone")).to_have_value("+8613800000077")


def test_the_layer_sets_up_a_new_phone_when_the_old_one_was_reset(stage: Stage) -> None:
    page = stage.open_page("/sign-in?next=/account")
    give_password(page)
    set_up(stage, page)
    page.click("form[action='/sign-in/go-on'] button")
    page.wait_for_url("**/account")
    page.fill("#phone", "+8613800000078")

    def lose_phone() -> None:
        with stage.hotline.hotline.world.services.store.write() as uow:
            account = uow.session.scalars(select(Account)).one()
            reset_factor(uow, account.id, None)

    stage.hotline.do(lose_phone)
    page.click("form[action='/account/phone'] button")
    give_password(page, "#sign-in-layer")
    set_up(stage, page, "#sign-in-layer")
    page.click("#sign-in-layer form[action='/sign-in/go-on'] button")
    expect(page.locator("#sign-in-layer")).not_to_be_visible()
    page.wait_for_load_state()
    expect(page.locator("#phone")).to_have_value("+8613800000078")


def test_after_half_an_hour_the_layer_comes_by_itself_and_what_was_typed_stays(
    stage: Stage,
) -> None:
    stage.hotline.hotline.app.state.password_suffices = True
    page = stage.sign_in("drolma")
    page.goto(f"{stage.address}/account")
    page.fill("#phone", "+8613800000079")
    stage.hotline.wait(IDLE_AFTER.total_seconds() + 1)
    page.evaluate("Hotline.line.doubt()")
    expect(page.locator("#sign-in-layer")).to_be_visible()
    give_password(page, "#sign-in-layer")
    expect(page.locator("#sign-in-layer")).not_to_be_visible()
    expect(page.locator("#phone")).to_have_value("+8613800000079")
