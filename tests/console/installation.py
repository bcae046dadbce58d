"""A small hotline on the stepped clock with its cast: browsers of two agents, phones of callers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.agents.actions import NewAgent, add_agent
from app.rehearsal.replay.stepped import SteppedWorld, make_stepped_world
from app.run.main import make_app

PASSWORD = "snow-lion-12348"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALLER = "+8613912345678"
TIBETAN_KEY = (KeyPress("1"),)


@dataclass(slots=True)
class Hotline:
    """The stepped world and what people do in it."""

    world: SteppedWorld
    app: FastAPI

    def hire(self, username: str, *languages: str, role: Role = Role.AGENT) -> int:
        """Put somebody with an account on the roster; they take calls on the console."""
        phone = f"+86138000{len(username):05d}"
        with self.world.services.store.write() as uow:
            new = NewAgent(username.title(), languages, "general", address=phone)
            agent_id = add_agent(uow, new).id
        account = NewAccount(username, PASSWORD, username.title(), role, agent_id=agent_id)
        add_account(self.world.services.store, account)
        self.world.gateway.switch.plans[phone] = PhonePlan(answers_after_s=1)
        return agent_id

    def open_browser(self) -> TestClient:
        """A browser at the hotline's address."""
        return TestClient(self.app, headers={"accept": "text/html", "accept-language": "zh"})

    def sign_in(self, username: str) -> TestClient:
        """A browser in which somebody is signed in and sees the first page of their role."""
        browser = self.open_browser()
        page = browser.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert page.status_code == 200, page.text
        return browser

    def call(self, number: str = CALLER, plan: PhonePlan | None = None) -> None:
        """Somebody calls, presses 1 for Tibetan and stays on the line."""
        plan = plan or PhonePlan(keys=TIBETAN_KEY)
        self.world.gateway.switch.dial_in(number, "+8612348", plan)
        self.wait(5)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.world.run_until(self.world.clock.now() + timedelta(seconds=seconds))


def open_hotline(folder: Path) -> Hotline:
    world = make_stepped_world(folder, MONDAY, seed=1)
    return Hotline(world, make_app(world.services))
