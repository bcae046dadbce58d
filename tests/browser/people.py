"""People at their browsers, and what a page must never do in front of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from app.hotline.accounts.roles import Role
from app.run.main import make_app
from tests.console.installation import CALLER, PASSWORD, Hotline, open_hotline

PATIENCE_MS = 30_000
"""What appears must appear; how fast is a matter of benches, and CI machines are busy."""
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Backstage:
    """The hotline's world on a thread of its own: Playwright's loop fills the test's thread."""

    def __init__(self, folder: Path, widget_sites: tuple[str, ...] = ()) -> None:
        self._thread = ThreadPoolExecutor(1, "world")
        self.hotline: Hotline = self._thread.submit(open_hotline, folder).result()
        if widget_sites:
            services = self.hotline.world.services
            settings = replace(services.settings, widget_sites=widget_sites)
            self.hotline.app = make_app(replace(services, settings=settings))

    def hire(self, username: str, *languages: str, role: Role = Role.AGENT) -> None:
        self._thread.submit(self.hotline.hire, username, *languages, role=role).result()

    def call(self, number: str = CALLER) -> None:
        self._thread.submit(self.hotline.call, number).result()

    def wait(self, seconds: float) -> None:
        self._thread.submit(self.hotline.wait, seconds).result()

    def do(self, act: Callable[[], object]) -> None:
        """Let something happen in the world."""
        self._thread.submit(act).result()

    def close(self) -> None:
        self._thread.submit(self.hotline.world.close).result()
        self._thread.shutdown()


@dataclass
class Stage:
    """One hotline and the browsers in front of it; remembers what went wrong on any page."""

    hotline: Backstage
    chromium: Browser
    address: str
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open_page(self, path: str, *, language: str = "zh", size: dict[str, int] = DESK) -> Page:
        """A fresh browser on `path`."""
        context = self.chromium.new_context(viewport=size, locale="en")
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda line: self._hear(line.type, line.text))
        mark = "&" if "?" in path else "?"
        page.goto(f"{self.address}{path}{mark}lang={language}")
        return page

    def sign_in(self, username: str, *, language: str = "zh", size: dict[str, int] = DESK) -> Page:
        """A browser in which somebody has signed in."""
        page = self.open_page("/sign-in", language=language, size=size)
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_selector(".sign-out")
        return page

    def take_call(self, page: Page) -> None:
        """Accept what rings; the world moves on only when the page has heard of it."""
        page.click(".offer button.good")
        page.wait_for_selector(".offer [role=status]")
        self.hotline.wait(5)
        page.wait_for_selector(".who-line")

    def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.problems.append(text)
