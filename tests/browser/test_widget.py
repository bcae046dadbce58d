"""The chat on a county's website: a button, a frame, and no other site's frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Stage

pytestmark = pytest.mark.browser
COUNTY, STRANGER = "http://county.localhost", "http://stranger.localhost"


@pytest.fixture
def widget_sites() -> tuple[str, ...]:
    return (COUNTY,)


def open_website(stage: Stage, origin: str, language: str) -> Page:
    """A page of another website that includes the script."""
    page = stage.open_page("/")
    script = f'<script src="{stage.address}/widget.js" async></script>'
    body = f'<!doctype html><html lang="{language}"><body><h1>County</h1>{script}</body></html>'
    page.route(f"{origin}/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.route("**/hotline.test/**", lambda route: route.abort())
    served = "http://hotline.test"
    page.route(
        f"{stage.address}/widget.js",
        lambda route: route.fulfill(
            body=route.fetch().text().replace(served, stage.address), content_type="text/javascript"
        ),
    )
    page.goto(f"{origin}/index.html")
    return page


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_the_chat_opens_on_the_countys_page(stage: Stage, language: str) -> None:
    page = open_website(stage, COUNTY, language)
    page.click("#hotline-12348")
    frame = page.frame_locator("#hotline-12348-frame")
    expect(frame.locator("#text")).to_be_visible()
    assert frame.locator("html").get_attribute("lang") == f"{language}-CN"
    page.click("#hotline-12348")
    expect(page.locator("#hotline-12348-frame")).to_be_hidden()


def test_no_other_site_gets_the_chat_into_a_frame(stage: Stage) -> None:
    page = open_website(stage, STRANGER, "zh")
    page.click("#hotline-12348")
    page.wait_for_timeout(500)
    assert page.frame_locator("#hotline-12348-frame").locator("#text").count() == 0
    assert any("frame-ancestors" in problem for problem in stage.problems)
