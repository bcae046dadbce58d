"""A hotline in which everybody has something of their own, and everybody's browser: the cast of
the table of who may what (`who_may.csv`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import select

from app.doors.chat.pages import COOKIE as CHAT_COOKIE
from app.gateway.simulated.plans import PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.contacts.models import Contact
from app.kit.settings import BridgeSettings
from app.rehearsal.replay.stepped import make_stepped_world
from app.run.main import make_app
from tests.bridge12345.other_side import SECRET
from tests.console.installation import MONDAY, PASSWORD, TIBETAN_KEY, Hotline
from tests.console.test_console import find_offer
from tests.web.belongings import NUMBERS, WORDS, leave_everything

AT_THE_LINE = {
    "drolma": Role.AGENT,
    "norbu": Role.EXPERT,
    "tashi": Role.AGENT,
    "tsering": Role.EXPERT,
    "pema": Role.SUPERVISOR,
}
AT_A_DESK = {"ed": Role.EDITOR, "adm": Role.ADMIN}
CAST = {
    "nobody": "",
    "caller": "",
    "agent": "drolma",
    "expert": "norbu",
    "editor": "ed",
    "supervisor": "pema",
    "admin": "adm",
    "agent's colleague": "tashi",
    "expert's colleague": "tsering",
}
"""Who asks, and under which name they are signed in."""


@dataclass(slots=True)
class Everybody:
    """The hotline, whose contact is whose, and what else there is, by name."""

    hotline: Hotline
    database: Path
    own: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    ringing: dict[str, str] = field(default_factory=dict)
    """The offer that rings at the colleague of a role."""
    chat_token: str = ""
    browsers: dict[str, TestClient] = field(default_factory=dict)
    _kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    _live: sqlite3.Connection = field(init=False)
    _seen: int = -1

    def __post_init__(self) -> None:
        self._live = sqlite3.connect(self.database)

    def keep(self) -> None:
        """Remember everything as it is now."""
        self._live.backup(self._kept)
        self._seen = self._read_version()

    def restore(self) -> None:
        """Make everything as it was, where anything has been written."""
        if self._read_version() != self._seen:
            self._kept.backup(self._live)
            self._seen = self._read_version()

    def list_looks(self) -> frozenset[str]:
        """The kinds of what the log says of somebody since then."""
        (last,) = self._kept.execute("SELECT max(id) FROM events").fetchone()
        new = self._live.execute("SELECT kind, agent_id, data FROM events WHERE id > ?", (last,))
        return frozenset(kind for kind, agent, data in new if agent or "account_id" in data)

    def _read_version(self) -> int:
        """Changes with every commit of somebody else."""
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Everybody goes home."""
        self._kept.close()
        self._live.close()
        self.hotline.world.close()


def settle_in(folder: Path) -> Everybody:
    """A Monday morning: two talks, somebody who writes, a message that was left."""
    bridge = BridgeSettings((SECRET,), "http://127.0.0.1:9/12345")
    world = make_stepped_world(folder, MONDAY, seed=1, bridge12345=bridge)
    hotline = Hotline(world, make_app(world.services))
    for name, role in AT_THE_LINE.items():
        hotline.hire(name, "bo", "zh", role=role)
    for name, role in AT_A_DESK.items():
        add_account(world.services.store, NewAccount(name, PASSWORD, name, role))
    everybody = Everybody(hotline, folder / "stepped.db")
    for role_name, number in (("agent", NUMBERS[0]), ("expert", NUMBERS[1])):
        everybody.own[role_name] = _take_call(hotline, CAST[role_name], number)
    written = {kind: _write(hotline, WORDS[kind]) for kind in ("chat", "left")}
    everybody.chat_token = written["chat"].token
    everybody.ringing = _let_ring(hotline, everybody.own)
    everybody.ids = leave_everything(
        world.services.store,
        folder / "recordings",
        everybody.own,
        {kind: contact.id for kind, contact in written.items()},
    )
    (world.services.prompts.folder / "goodbye.wav").write_bytes(b"RIFF")
    everybody.browsers = {who: _open(hotline, name) for who, name in CAST.items()}
    everybody.browsers["caller"] = _open(hotline, cookie=f"{CHAT_COOKIE}={everybody.chat_token}")
    everybody.keep()
    return everybody


def _let_ring(hotline: Hotline, roles: Iterable[str]) -> dict[str, str]:
    """Two callers ring at the colleagues, who have nobody on the line."""
    browsers = {role: hotline.sign_in(CAST[f"{role}'s colleague"]) for role in roles}
    for browser in browsers.values():
        browser.post("/console/ready")
    for number in NUMBERS[-len(browsers) :]:
        plan = PhonePlan(keys=TIBETAN_KEY)
        hotline.world.gateway.switch.dial_in(number, "+8612348", plan)
    hotline.wait(5)
    desks = {role: browser.get("/console?part=desk").text for role, browser in browsers.items()}
    return {role: find_offer(desk) for role, desk in desks.items()}


def _take_call(hotline: Hotline, name: str, number: str) -> int:
    browser = hotline.sign_in(name)
    browser.post("/console/ready")
    hotline.call(number)
    offer = find_offer(browser.get("/console?part=desk").text)
    browser.post(f"/console/offers/{offer}/accept")
    hotline.wait(5)
    return _find_newest(hotline).id


def _write(hotline: Hotline, text: str) -> Contact:
    hotline.open_browser().post("/chat/messages", data={"text": text, "sender_token": "first"})
    return _find_newest(hotline)


def _find_newest(hotline: Hotline) -> Contact:
    with hotline.world.services.store.read() as session:
        return session.scalars(select(Contact).order_by(Contact.id.desc())).first() or Contact()


def _open(hotline: Hotline, name: str = "", cookie: str = "") -> TestClient:
    """A browser that is answered in codes, follows no redirection and keeps its cookie."""
    if name:
        cookies = hotline.sign_in(name).cookies
        cookie = "; ".join(f"{key}={value}" for key, value in cookies.items())
    return TestClient(
        hotline.app,
        headers={"accept": "application/json", "accept-language": "zh", "cookie": cookie},
        follow_redirects=False,
        raise_server_exceptions=False,
    )
