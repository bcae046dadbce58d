"""The knowledge base in the browser: the public's page, and a sheet of articles taken in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from app.hotline.accounts.roles import Role
from tests.browser.people import PHONE, Stage
from tests.browser.test_access import OVERFLOW, TALLEST, list_violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_the_public_reads_by_topic_and_by_question(taught: Stage, language: str) -> None:
    page = taught.open_page("/answers", language=language, size=PHONE)
    page.click('.topics a[href="/answers?topic=03"]')
    expect(page.locator("article").first).to_be_visible()
    assert list_violations(page) == []
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(TALLEST) == []
    page.fill("#q", "工资" if language == "zh" else "གླ་ཆ")
    page.keyboard.press("Enter")
    page.locator("article a").first.click()
    expect(page.locator("article.full-answer")).to_be_visible()
    assert list_violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    assert taught.problems == []


def test_a_sheet_comes_back_with_its_bad_rows_named(taught: Stage, tmp_path: Path) -> None:
    taught.hotline.hotline.hire("pema", "zh", role=Role.EDITOR)
    pema = taught.sign_in("pema")
    with pema.expect_download() as download:
        pema.click('a[href="/editor/answers.xlsx"]')
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("zh.question") + 1).value = "改过的问题怎么办"
    sheet.cell(3, titles.index("legal_basis") + 1).value = "民法典|第九千条"
    book.save(tmp_path / "answers.xlsx")
    pema.set_input_files("#file", tmp_path / "answers.xlsx")
    pema.click('form[action="/editor/import"] button')
    pema.wait_for_url("**/editor/import")
    expect(pema.locator("tbody td.number")).to_have_text("3")
    pema.goto(f"{taught.address}/editor/answers")
    expect(pema.get_by_text("改过的问题怎么办")).to_be_visible()
    assert taught.problems == []
