"""No page shows a word in the wrong language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.people import Stage

pytestmark = pytest.mark.browser
FOREIGN = {
    "bo": "[\\u4e00-\\u9fff]|\\\\b(the|and|of|is|to|with)\\\\b",
    "zh": "[\\u0f40-\\u0fbc]|\\\\b(the|and|of|is|to|with)\\\\b",
}
READ = """(foreign) => [...document.querySelectorAll('body *')].filter((e) => {
  if (e.closest('.switch, [lang]:not(html), script')) return false;
  const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent);
  const said = [...own, e.title, e.placeholder, e.ariaLabel].filter(Boolean).join(' ');
  return new RegExp(foreign).test(said);
}).map((e) => e.outerHTML.slice(0, 150))"""


def list_foreign(page: Page, language: str) -> list[str]:
    return list(page.evaluate(READ, FOREIGN[language].replace("\\\\", "\\")))


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_no_page_speaks_the_wrong_language(stage: Stage, language: str) -> None:
    stage.hotline.hire("drolma", "bo", "zh")
    caller = stage.open_page("/", language=language)
    for path in ("/", "/chat", "/sign-in", "/nowhere"):
        caller.goto(f"{stage.address}{path}")
        assert list_foreign(caller, language) == [], path
    page = stage.sign_in("drolma", language=language)
    page.click("#ready")
    stage.hotline.call()
    page.wait_for_selector(".offer")
    assert list_foreign(page, language) == []
    stage.take_call(page)
    stage.hotline.call("+8613700001111")
    stage.hotline.wait(40)
    for path in ("/console", "/wallboard", "/callbacks", "/account"):
        page.goto(f"{stage.address}{path}")
        assert list_foreign(page, language) == [], path


def test_the_check_sees_foreign_words(stage: Stage) -> None:
    page = stage.open_page("/sign-in", language="zh")
    page.evaluate("document.querySelector('h1').textContent = 'Sign in to the console'")
    assert len(list_foreign(page, "zh")) == 1
    page.evaluate("document.querySelector('h1').textContent = 'ནང་འཛུལ'")
    assert len(list_foreign(page, "zh")) == 1
