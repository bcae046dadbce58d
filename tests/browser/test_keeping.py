"""Beyond the desk: a form that is not sent yet outlives a reload and an expired sign-in, and what
reaches every caller is asked first and undone by one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.hotline.accounts.roles import Role
from app.hotline.answers.actions import seed_articles
from tests.browser.people import Stage
from tests.console.installation import PASSWORD

pytestmark = pytest.mark.browser
FIELD = "textarea[name=short_answer] >> nth=0"


def test_b105_an_article_half_written_is_kept_and_sent_after_signing_in(stage: Stage) -> None:
    with stage.hotline.hotline.world.services.store.write() as uow:
        seed_articles(uow)
    stage.hotline.hire("pema", "zh", role=Role.EDITOR)
    page = stage.sign_in("pema")
    page.goto(f"{stage.address}/editor/answers/01-001")
    page.fill(FIELD, "改了一半")
    page.reload()
    expect(page.locator(FIELD)).to_have_value("改了一半")
    expect(page.locator(".kept-note")).to_be_visible()
    page.context.clear_cookies(name="hotline_session")
    page.click("form.stack button[type=submit] >> nth=0")
    page.fill("#sign-in-layer [name=username]", "pema")
    page.fill("#sign-in-layer [name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".kept-note")).to_have_count(0)
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.includes('kept'))")
    expect(page.locator(FIELD)).to_have_value("改了一半")


def test_closing_the_line_is_asked_first_and_undone_by_one_click(stage: Stage) -> None:
    stage.hotline.hire("pema", "zh", role=Role.SUPERVISOR)
    page = stage.sign_in("pema")
    page.goto(f"{stage.address}/line/hours")
    page.click("[data-asks=asks-close]")
    expect(page.locator("#asks-close")).to_contain_text("现有 0 人在等待")
    page.click("#asks-close .bad-deed")
    expect(page.locator(".closed-line")).to_be_visible()
    page.goto(f"{stage.address}/wallboard")
    page.click(".closed-line button")
    expect(page.locator(".closed-line")).to_have_count(0)
    assert stage.problems == []
