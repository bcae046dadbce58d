"""Plays callers on a sped-up clock: real processes, real HTTP, one clock shared by all of them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from app.accounts.actions import NewAccount, add_account
from app.accounts.roles import Role
from app.agents.models import Agent
from app.clock import RunningClock
from app.dispatch.setup import prepare_hotline
from app.opening.actions import DEFAULT_HOURS
from app.replay.callers import Caller, Cast
from app.replay.figures import Findings, find_out
from app.replay.http_console import HttpConsole
from app.replay.mapping import Mapping
from app.replay.play_stepped import CALLS_PER_SECOND, Progress
from app.replay.processes import House, Running, pause, plan_house, run_house
from app.replay.robots import Console
from app.replay.stage import Stage, find_start
from app.storage.migrating import migrate
from app.storage.opening import open_store
from app.storage.unit_of_work import Store
from app.telephony.gateway.simulated.plans import PhonePlan

LEAD_REAL_S = 30.0
"""Real seconds in which the processes must be up before the hotline's morning begins."""

LOOK_EVERY_REAL_S = 0.1
DRAIN_AT_MOST = timedelta(hours=3)
_PASSWORD = "robots-know-no-secrets"  # noqa: S105 - of robots in a database that is thrown away

Act = Callable[[], None]


@dataclass(slots=True)
class SpedTheatre:
    """The theatre of several processes: telephones over the carrier's control interface."""

    store: Store
    clock: RunningClock
    house: House
    carrier: httpx.Client
    browsers: list[httpx.Client] = field(default_factory=list)
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _seen: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock.now()

    def plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._plans, (at, next(self._order), act))

    def set_phone(self, number: str, plan: PhonePlan) -> None:
        self.carrier.put(f"/simulator/phones/{number}", json=asdict(plan)).raise_for_status()

    def place_calls(self, callers: Iterable[Caller]) -> None:
        calls: list[dict[str, Any]] = [
            {"from_number": each.number, "at": each.at.isoformat(), "plan": asdict(each.plan)}
            for each in callers
        ]
        self.carrier.post("/simulator/calls", json=calls).raise_for_status()

    def open_console(self, agent_id: int, tell_topic: Callable[[int], str]) -> Console:
        username = f"robot-{agent_id}"
        account = NewAccount(username, _PASSWORD, username, Role.AGENT, agent_id=agent_id)
        add_account(self.store, account)
        base_url = self.house.settings.public_base_url
        http = httpx.Client(base_url=base_url, timeout=30, headers={"accept": "text/html"})
        self.browsers.append(http)
        return HttpConsole(http, self.store, agent_id, username, _PASSWORD, tell_topic)

    def act_until_now(self) -> None:
        """Do everything that is due."""
        while self._plans and self._plans[0][0] <= self.now():
            heapq.heappop(self._plans)[2]()

    def list_changed_agents(self) -> list[int]:
        """Whose state changed since the last time."""
        with self.store.read() as session:
            rows = session.execute(select(Agent.id, Agent.state, Agent.state_since)).all()
        changed = [row.id for row in rows if self._seen.get(row.id) != tuple(row)]
        self._seen = {row.id: tuple(row) for row in rows}
        return changed

    def close(self) -> None:
        """Let go of every connection."""
        for http in (self.carrier, *self.browsers):
            http.close()
        self.store.engine.dispose()


def play_sped(
    cast: Cast,
    mapping: Mapping,
    seed: int,
    data_dir: Path,
    *,
    speed: float,
    database_url: str = "",
    progress: Progress = lambda _now, _placed, _all: None,
) -> Findings:
    """Play the whole cast `speed` times as fast as real time; everything started is stopped."""
    start_at = find_start(cast)
    clock = RunningClock(
        speed,
        RunningClock().now().timestamp(),
        start_at.timestamp() - LEAD_REAL_S * speed,
    )
    house = plan_house(data_dir, database_url, clock, calls_per_second=CALLS_PER_SECOND, seed=seed)
    store = open_store(house.settings)
    migrate(store.engine)
    with store.write() as uow:
        prepare_hotline(uow, mapping.rules, DEFAULT_HOURS)
    carrier = httpx.Client(base_url=house.carrier_url, timeout=30)
    theatre = SpedTheatre(store, clock, house, carrier)
    try:
        with run_house(house) as running:
            stage = Stage(theatre, mapping, seed)
            stage.prepare(cast)
            _run(theatre, stage, cast, running, progress)
        with store.read() as session:
            return find_out(session, store.vault, cast.callers, clock.now())
    finally:
        theatre.close()


def _run(
    theatre: SpedTheatre,
    stage: Stage,
    cast: Cast,
    running: list[Running],
    progress: Progress,
) -> None:
    """Act and look until the last caller has gone, or much too long after the last arrival."""
    last_at = cast.callers[-1].at
    looked_at = datetime.min.replace(tzinfo=UTC)
    while theatre.now() < last_at + DRAIN_AT_MOST:
        theatre.act_until_now()
        stage.look(theatre.list_changed_agents())
        if theatre.now() - looked_at > timedelta(minutes=1):
            looked_at = theatre.now()
            for each in running:
                each.listen()
            placed = sum(caller.at <= looked_at for caller in cast.callers)
            progress(looked_at, placed, len(cast.callers))
            if placed == len(cast.callers) and not stage.count_open():
                return
        pause(LOOK_EVERY_REAL_S)
