"""A small application with the real kit, a stepped clock and a throw-away database."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient

import app.hotline.accounts.models
import app.hotline.agents.models  # noqa: F401 - the tables that accounts refer to
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.attempts import Attempts
from app.hotline.accounts.pages import router as accounts_router
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import SessionSigner
from app.hotline.accounts.sign_in_pages import router as sign_in_router
from app.kit.clock import SteppedClock
from app.kit.i18n import Catalogues
from app.kit.storage.base import Base
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.kit.web.errors import add_error_handlers
from app.kit.web.guards import SecurityHeaders, refuse_foreign_forms
from app.kit.web.site import Site
from app.kit.web.static import STATIC_ROOT, VersionedFiles

PASSWORD = "snow-lion-12348"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """The application, its store and its clock."""

    app: FastAPI
    store: Store
    clock: SteppedClock

    def open_browser(self) -> TestClient:
        """A browser that asks for pages and follows redirects."""
        return TestClient(self.app, headers={"accept": "text/html"}, raise_server_exceptions=False)

    def add_account(self, username: str, role: Role, **values: object) -> int:
        """Add one of the cast."""
        return add_account(self.store, NewAccount(username, PASSWORD, username, role, **values))

    def sign_in(self, username: str) -> TestClient:
        """A browser in which `username` is signed in."""
        browser = self.open_browser()
        browser.post("/sign-in", data={"username": username, "password": PASSWORD})
        return browser


def make_store(folder: Path, clock: SteppedClock) -> Store:
    engine = make_engine(f"sqlite:///{folder / 'test.db'}", durable=False)
    Base.metadata.create_all(engine)
    return Store(engine, clock, Vault("secret of the tests"), random.Random(1))


def make_world(folder: Path, *routers: APIRouter, training: bool = True) -> World:
    clock = SteppedClock(MONDAY)
    app = FastAPI(dependencies=[Depends(refuse_foreign_forms)])
    app.state.store = make_store(folder, clock)
    app.state.site = Site(Catalogues.load(), clock, training=training)
    app.state.password_suffices = training
    app.state.attempts = Attempts(clock)
    app.state.signer = SessionSigner("secret of the tests")
    add_error_handlers(app)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", VersionedFiles(directory=STATIC_ROOT))
    for router in (sign_in_router, accounts_router, *routers):
        app.include_router(router)
    return World(app, app.state.store, clock)
