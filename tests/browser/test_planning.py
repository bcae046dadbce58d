"""A supervisor asks what if: the answer appears by itself, also on a telephone."""

from __future__ import annotations

import pytest

from app.hotline.accounts.roles import Role
from tests.browser.people import PHONE, Stage

pytestmark = pytest.mark.browser


def test_the_answer_appears_without_a_reload(stage: Stage) -> None:
    stage.hotline.hire("pema", "zh", "bo", role=Role.SUPERVISOR)
    page = stage.sign_in("pema", size=PHONE)
    page.goto(f"{stage.address}/planning?lang=bo")
    page.fill("input[name=on_call]", "2")
    page.click("form.what-if button")
    page.wait_for_selector("svg.answer-chart", timeout=120_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not stage.problems
