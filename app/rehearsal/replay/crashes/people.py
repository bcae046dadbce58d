"""Who is there while the installation is struck: agents at consoles and telephones, callers who
come all the time, each in a thread of their own.

An agent does again what did not work, as people do: a page that breaks is no reason to go home.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from random import Random

import httpx
from sqlalchemy.exc import SQLAlchemyError

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.factor import make_totp_secret
from app.hotline.accounts.roles import Role
from app.hotline.agents.actions import NewAgent, add_agent
from app.kit.errors import HotlineError
from app.rehearsal.replay.crashes.installation import StruckInstallation
from app.rehearsal.replay.http_console import HttpConsole
from app.rehearsal.replay.robots import ConsoleView

LOOKS_EVERY_S = 0.4
TRIES_AGAIN_AFTER_S = 1.0
IS_ALIVE_EVERY_S = 30.0
PICK_UP_S = 1.5
KEY_AFTER_S = 1.0
ACCEPTS_AFTER_S = 3.0
WRITES_FOR_S = 1.5
TALKS_S = (3.0, 6.0)
PATIENCE_S = 240.0
IMPATIENT_S = (6.0, 20.0)
IMPATIENT_SHARE = 0.4
_PASSWORD = "robots-know-no-secrets"  # noqa: S105 - of robots in a database that is thrown away


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody who called: how long they were ready to wait, how long they wanted to talk."""

    number: str
    patience_s: float
    talk_s: float


@dataclass(slots=True)
class Crowd:
    """Callers who come at random, `every_s` apart on average, until it is `over`."""

    installation: StruckInstallation
    every_s: float
    chance: Random
    placed: list[Placed] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.wait(self.chance.expovariate(1 / self.every_s)):
            self._place()

    def _place(self) -> None:
        is_impatient = self.chance.random() < IMPATIENT_SHARE
        one = Placed(
            number=f"+86138{len(self.placed):08d}",
            patience_s=self.chance.uniform(*IMPATIENT_S) if is_impatient else PATIENCE_S,
            talk_s=self.chance.uniform(*TALKS_S),
        )
        keys = (KeyPress(self.chance.choice("12"), 1.0),)
        plan = PhonePlan(keys=keys, patience_s=one.patience_s, talk_s=one.talk_s)
        call = {"from_number": one.number, "plan": asdict(plan)}
        self.placed.append(one)
        self.installation.carrier.post("/simulator/calls", json=[call]).raise_for_status()


@dataclass(slots=True)
class Seat:
    """One agent; `accepts_on_console`, or by key on the telephone."""

    console: HttpConsole
    accepts_on_console: bool
    over: threading.Event
    _since_s: float = 0.0
    _seen: ConsoleView | None = None
    _alive_s: float = IS_ALIVE_EVERY_S

    def run(self) -> None:
        while not self.over.wait(LOOKS_EVERY_S):
            self._alive_s += LOOKS_EVERY_S
            try:
                self._turn()
            except (HotlineError, httpx.HTTPError, SQLAlchemyError):
                self.over.wait(TRIES_AGAIN_AFTER_S)

    def _turn(self) -> None:
        view = self.console.look()
        self._since_s = self._since_s + LOOKS_EVERY_S if view == self._seen else 0.0
        self._seen = view
        if self._alive_s >= IS_ALIVE_EVERY_S and view.state != "offline":
            self.console.stay()
            self._alive_s = 0.0
        self._act(view)

    def _act(self, view: ConsoleView) -> None:
        match view.state:
            case "offline":
                self.console.sign_in()
            case "not_ready":
                self.console.set_ready()
            case "offered" if self.accepts_on_console and view.offer_id is not None:
                if self._since_s >= ACCEPTS_AFTER_S:
                    self.console.accept(view.offer_id)
            case "wrapping_up" if view.contact_id is not None and self._since_s >= WRITES_FOR_S:
                self.console.finish(view.contact_id)


@contextmanager
def at_work(installation: StruckInstallation, agents: int) -> Iterator[None]:
    """So many agents at their consoles, each second one accepting by key, while the block lasts."""
    over = threading.Event()
    seats = [_seat(installation, index, over) for index in range(agents)]
    threads = [threading.Thread(target=seat.run, daemon=True) for seat in seats]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for seat in seats:
            seat.console.http.close()


def _seat(installation: StruckInstallation, index: int, over: threading.Event) -> Seat:
    number, username = f"+86139{index:08d}", f"robot-{index}"
    with installation.store.write() as uow:
        agent_id = add_agent(uow, NewAgent(username, ("zh", "bo"), "general", address=number)).id
    secret = make_totp_secret()
    account = NewAccount(
        username, _PASSWORD, username, Role.AGENT, agent_id=agent_id, totp_secret=secret
    )
    add_account(installation.store, account)
    is_console = index % 2 == 0
    keys = () if is_console else (KeyPress("1", KEY_AFTER_S),)
    plan = asdict(PhonePlan(answers_after_s=PICK_UP_S, keys=keys))
    installation.carrier.put(f"/simulator/phones/{number}", json=plan).raise_for_status()
    http = httpx.Client(base_url=installation.base_url, timeout=30, headers={"accept": "text/html"})
    console = HttpConsole(
        http, installation.store, agent_id, username, _PASSWORD, secret, lambda _: "19"
    )
    return Seat(console, is_console, over)


@contextmanager
def calling(crowd: Crowd) -> Iterator[None]:
    """The crowd calls while the block lasts."""
    thread = threading.Thread(target=crowd.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        crowd.over.set()
        thread.join()
