"""A running hotline and headless Chromium in front of it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from app.hotline.answers.actions import seed_articles
from tests.browser.people import Backstage, Stage

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


# Of a module, not of the session: its event loop would run on under the tests that follow.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def widget_sites() -> tuple[str, ...]:
    """The websites that may show the chat; a test of the widget names its own."""
    return ()


@pytest.fixture
def stage(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, widget_sites: tuple[str, ...]
) -> Iterator[Stage]:
    hotline = Backstage(tmp_path_factory.mktemp("hotline"), widget_sites)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        app = hotline.hotline.app
        config = uvicorn.Config(app, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        stage = Stage(hotline, chromium, f"http://127.0.0.1:{listening.getsockname()[1]}")
        yield stage
        stage.leave()
        app.state.broker.close()
        server.should_exit = True
        thread.join(timeout=10)
    hotline.close()


@pytest.fixture
def taught(stage: Stage) -> Stage:
    """A hotline with its articles and one agent."""
    with stage.hotline.hotline.world.services.store.write() as uow:
        seed_articles(uow)
    stage.hotline.hire("drolma", "bo", "zh")
    return stage
