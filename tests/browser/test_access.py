"""Barrier-free and well set: axe finds nothing, Tibetan stands whole, nothing runs off a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from app.hotline.accounts.roles import Role
from tests.browser.people import DESK, PHONE, Stage

pytestmark = pytest.mark.browser
TALLEST = """() => [...document.querySelectorAll('body *')].filter((e) => {
  const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join('');
  if (!/[\\u0f40-\\u0fbc]/.test(text) || !e.closest('[lang|=bo]')) return false;
  const style = getComputedStyle(e);
  return parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.79
    || !['normal', '0px'].includes(style.letterSpacing);
}).map((e) => e.outerHTML.slice(0, 120))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def list_violations(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


def open_in_talk(stage: Stage, language: str, size: dict[str, int]) -> Page:
    stage.hotline.hire("drolma", "bo", "zh")
    page = stage.sign_in("drolma", language=language, size=size)
    page.click("#ready")
    stage.hotline.call()
    stage.take_call(page)
    stage.hotline.call("+8613700001111")
    return page


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_public_pages_are_open_to_all(stage: Stage, language: str) -> None:
    page = stage.open_page("/", language=language, size=PHONE)
    for path in ("/", "/chat", "/sign-in", "/nowhere"):
        page.goto(f"{stage.address}{path}")
        assert list_violations(page) == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
        assert page.evaluate(TALLEST) == [], path


@pytest.mark.parametrize("language", ["bo", "zh"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_staff_pages_are_open_to_all(stage: Stage, language: str, size: dict[str, int]) -> None:
    page = open_in_talk(stage, language, size)
    for path in ("/console", "/wallboard", "/callbacks", "/account"):
        page.goto(f"{stage.address}{path}")
        assert list_violations(page) == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
        assert page.evaluate(TALLEST) == [], path


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_the_pages_that_run_the_line_are_open_to_all(stage: Stage, language: str) -> None:
    stage.hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    stage.hotline.hire("drolma", "bo", "zh")
    page = stage.sign_in("pema", language=language, size=PHONE)
    for path in ("", "/hours", "/rules", "/rota", "/people", "/outside", "/offers", "/conflicts"):
        page.goto(f"{stage.address}/line{path}")
        assert list_violations(page) == [], path
        assert page.evaluate(OVERFLOW) <= 0, path
        assert page.evaluate(TALLEST) == [], path


def test_large_text_is_larger(stage: Stage) -> None:
    page = stage.open_page("/sign-in")
    before = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    with page.expect_navigation():
        page.click(".text-switch")
    after = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    assert after > before * 1.25
    assert page.evaluate(OVERFLOW) <= 0
