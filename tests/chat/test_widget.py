"""Who may show the chat in a frame, and how a browser comes back to it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.kit.errors import BadSetting
from app.kit.settings import read_settings
from app.run.main import make_app
from tests.console.installation import Hotline, open_hotline

SITE = "https://www.county.example"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    yield hotline
    hotline.world.close()


def open_framed(hotline: Hotline) -> TestClient:
    services = hotline.world.services
    settings = replace(
        services.settings, widget_sites=(SITE,), public_base_url="https://hotline.example"
    )
    app = make_app(replace(services, settings=settings))
    return TestClient(app, base_url="https://hotline.example", headers={"accept": "text/html"})


def test_only_the_chat_and_only_named_sites(hotline: Hotline) -> None:
    browser = open_framed(hotline)
    chat = browser.get("/chat").headers
    assert f"frame-ancestors {SITE}" in chat["content-security-policy"]
    assert "x-frame-options" not in chat
    for path in ("/", "/sign-in", "/chatter"):
        headers = browser.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
    closed = hotline.open_browser().get("/chat").headers
    assert "frame-ancestors 'none'" in closed["content-security-policy"]


def test_the_cookie_is_kept_apart_in_a_frame(hotline: Hotline) -> None:
    answer = open_framed(hotline).post(
        "/chat/messages", data={"text": "草场"}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    for word in ("Secure", "SameSite=None", "Partitioned", "HttpOnly"):
        assert word in cookie


def test_the_script_speaks_both_languages(hotline: Hotline) -> None:
    script = open_framed(hotline).get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert '"bo"' in script.text
    assert "https://hotline.example" in script.text


@pytest.mark.parametrize("bad", ["county", "https://a.example/x", "https://*.example", "ftp://a"])
def test_a_site_that_is_no_origin_is_refused(bad: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        read_settings({"HOTLINE_WIDGET_SITES": bad, "HOTLINE_DATA_DIR": str(tmp_path)})
