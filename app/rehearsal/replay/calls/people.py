"""Who takes part: callers planned at the carrier, agents who ring, talk and finish over HTTP.

One look at the database every so often says who has something to do, for all agents at once: to
poll two hundred pages would measure the polling.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random

import httpx
from fastapi import Response
from sqlalchemy import select

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, hash_new_password, insert_account
from app.hotline.accounts.models import Account
from app.hotline.accounts.roles import Role
from app.hotline.accounts.sessions import COOKIE, SessionClaim, SessionSigner
from app.hotline.accounts.standing import begin_session
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.errors import HotlineError
from app.rehearsal.replay.crashes.installation import StruckInstallation
from app.rehearsal.replay.crashes.people import Placed
from app.rehearsal.replay.http_console import HttpConsole
from routing.model import AgentState

LOOKS_EVERY_S = 0.2
HANDS = 8
"""So many agents act at one time."""
PICK_UP_S, KEY_AFTER_S = 0.5, 0.5
LANGUAGE_AFTER_S = 1.0
TALKS_S = (1.0, 3.0)
PATIENCE_S = 600.0
TOPIC = "19"
_PASSWORD = "robots-know-no-secrets"  # noqa: S105 - of robots in a database that is thrown away


@dataclass(slots=True)
class Agents:
    """All agents by id: their consoles, their telephones, and when each last asked for a call."""

    installation: StruckInstallation
    consoles: dict[int, HttpConsole]
    numbers: dict[str, int]
    asked_at: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    failed: int = 0
    resting: set[int] = field(default_factory=set)
    """Who is left alone, whatever their state."""
    _over: threading.Event = field(default_factory=threading.Event)
    _busy: set[int] = field(default_factory=set)

    def come_in(self) -> None:
        """All open their consoles; raises httpx.HTTPError when one is not let in."""
        with ThreadPoolExecutor(HANDS) as hands:
            for answer in hands.map(lambda each: each.http.get("/console"), self.consoles.values()):
                answer.raise_for_status()

    def become_ready(self, agent_id: int) -> None:
        """Ask for a call, and note when."""
        self._ask(agent_id, self.consoles[agent_id].set_ready)

    def run(self) -> None:
        """Do what is to be done until it is over."""
        with ThreadPoolExecutor(HANDS) as hands:
            while not self._over.wait(LOOKS_EVERY_S):
                for agent_id, contact_id in self._list_idle():
                    self._busy.add(agent_id)
                    hands.submit(self._act, agent_id, contact_id)

    def stop(self) -> None:
        self._over.set()

    def _list_idle(self) -> list[tuple[int, int | None]]:
        """Who has to do something, with the contact that they have to finish."""
        with self.installation.store.read() as session:
            resting = select(Agent.id).where(Agent.state == AgentState.NOT_READY)
            found: dict[int, int | None] = dict.fromkeys(session.scalars(resting))
            talked = select(Contact.agent_id, Contact.id).where(
                Contact.state == ContactStage.WRAPPING_UP
            )
            found.update((row.agent_id, row.id) for row in session.execute(talked) if row.agent_id)
        left_alone = self._busy | self.resting
        return [each for each in found.items() if each[0] not in left_alone]

    def _act(self, agent_id: int, contact_id: int | None) -> None:
        try:
            if contact_id is None:
                self.become_ready(agent_id)
            else:
                console = self.consoles[agent_id]
                self._ask(agent_id, lambda: console.finish(contact_id))
        finally:
            self._busy.discard(agent_id)

    def _ask(self, agent_id: int, act: object) -> None:
        assert callable(act)
        self.asked_at[agent_id].append(self.installation.store.clock.now())
        try:
            act()
        except (HotlineError, httpx.HTTPError):
            self.failed += 1


def hire(installation: StruckInstallation, count: int) -> Agents:
    """So many agents with an account, an open session and a telephone each."""
    signer = SessionSigner(installation.besieged.environment["HOTLINE_SECRET_KEY"])
    password_hash = hash_new_password(_PASSWORD, "robot-0")
    agents = Agents(installation, {}, {})
    for index in range(count):
        number, username = f"+86139{index:08d}", f"robot-{index}"
        with installation.store.write() as uow:
            new = NewAgent(username, ("zh", "bo"), "general", address=number)
            agent_id = add_agent(uow, new).id
            account = NewAccount(username, _PASSWORD, username, Role.AGENT, agent_id=agent_id)
            account_id = insert_account(uow, account, password_hash)
            claim = begin_session(uow, uow.session.get_one(Account, account_id))
        plan = PhonePlan(answers_after_s=PICK_UP_S, keys=(KeyPress("1", KEY_AFTER_S),))
        installation.carrier.put(
            f"/simulator/phones/{number}", json=asdict(plan)
        ).raise_for_status()
        http = _browse(installation, signer, claim)
        agents.consoles[agent_id] = HttpConsole(
            http, installation.store, agent_id, username, _PASSWORD, "", lambda _: TOPIC
        )
        agents.numbers[number] = agent_id
    return agents


def _browse(
    installation: StruckInstallation, signer: SessionSigner, claim: SessionClaim
) -> httpx.Client:
    """A browser that is signed in: signing in two hundred people is not what is measured."""
    answer = Response()
    signer.write_cookie(answer, claim)
    cookie = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    return httpx.Client(
        base_url=installation.base_url,
        timeout=30,
        verify=False,  # noqa: S501 - plain HTTP on this machine; a TLS context each is slow
        headers={"accept": "text/html"},
        cookies={COOKIE: cookie},
    )


@contextmanager
def at_desks(agents: Agents) -> Iterator[None]:
    """The agents work while the block lasts."""
    thread = threading.Thread(target=agents.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        agents.stop()
        thread.join()
        for console in agents.consoles.values():
            console.http.close()


def plan_callers(
    installation: StruckInstallation, chance: Random, instants_s: list[float], first: int
) -> list[Placed]:
    """Tell the carrier who will call, so many seconds from now; `first` numbers the first."""
    now = installation.store.clock.now()
    placed, calls = [], []
    for index, instant_s in enumerate(instants_s, first):
        one = Placed(f"+86138{index:08d}", PATIENCE_S, chance.uniform(*TALKS_S))
        keys = (KeyPress(chance.choice("12"), LANGUAGE_AFTER_S),)
        plan = PhonePlan(keys=keys, patience_s=one.patience_s, talk_s=one.talk_s)
        at = now + timedelta(seconds=instant_s)
        calls.append({"from_number": one.number, "at": at.isoformat(), "plan": asdict(plan)})
        placed.append(one)
    installation.carrier.post("/simulator/calls", json=calls).raise_for_status()
    return placed
