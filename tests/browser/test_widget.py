"""The chat on a county's website: a button, a frame, and no other site's frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Stage

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="{language}"><body><h1>12348</h1><script src="{script}"></script>'


class _Website(BaseHTTPRequestHandler):
    """Answers every path with the page that its query asks for."""

    def do_GET(self) -> None:
        language, _, address = self.path.partition("?")[2].partition("&")
        body = PAGE.format(language=language, script=f"{address}/widget.js").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture(scope="module")
def website() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Website)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def widget_sites(website: HTTPServer) -> tuple[str, ...]:
    return (f"http://county.localhost:{website.server_port}",)


def open_website(stage: Stage, website: HTTPServer, host: str, language: str) -> Page:
    """A page of another website that includes the script; ours gives the address it is told."""
    page = stage.open_page("/")

    def tell_address(body: str) -> str:
        return body.replace("http://hotline.localhost", stage.address)

    page.route(
        f"{stage.address}/widget.js",
        lambda route: route.fulfill(
            body=tell_address(route.fetch().text()), content_type="text/javascript; charset=utf-8"
        ),
    )
    page.goto(f"http://{host}:{website.server_port}/?{language}&{stage.address}")
    page.click("#hotline-12348")
    return page


@pytest.mark.parametrize("language", ["bo", "zh"])
def test_the_chat_opens_on_the_countys_page(
    stage: Stage, website: HTTPServer, language: str
) -> None:
    page = open_website(stage, website, "county.localhost", language)
    frame = page.frame_locator("#hotline-12348-frame")
    expect(frame.locator("#text")).to_be_visible()
    assert frame.locator("html").get_attribute("lang") == f"{language}-CN"
    page.click("#hotline-12348")
    expect(page.locator("#hotline-12348-frame")).to_be_hidden()


def test_no_other_site_gets_the_chat_into_a_frame(stage: Stage, website: HTTPServer) -> None:
    page = open_website(stage, website, "stranger.localhost", "zh")
    page.wait_for_timeout(500)
    assert page.frame_locator("#hotline-12348-frame").locator("#text").count() == 0
    assert any("frame-ancestors" in problem for problem in stage.problems)
