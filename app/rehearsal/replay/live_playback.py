"""The playback of real processes: telephones over the carrier's control interface, consoles over
HTTP, time from the clock that everybody shares.  It waits for nothing by itself."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import select

from app.gateway.simulated.plans import PhonePlan
from app.hotline.agents.models import Agent
from app.kit.clock import Clock
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.callers import RehearsedCaller
from app.rehearsal.replay.http_console import ConsoleBroken, HttpConsole

Act = Callable[[], None]


@dataclass(slots=True)
class LivePlayback:
    """`carrier` is the stand-in's address, `base_url` the web's; `troubles` in words."""

    store: Store
    clock: Clock
    carrier: httpx.Client
    base_url: str
    browsers: list[httpx.Client] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _seen: dict[int, tuple[object, ...]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock.now()

    def plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._plans, (at, next(self._order), act))

    def set_phone(self, number: str, plan: PhonePlan) -> None:
        self.carrier.put(f"/simulator/phones/{number}", json=asdict(plan)).raise_for_status()

    def place_calls(self, callers: Iterable[RehearsedCaller]) -> None:
        calls: list[dict[str, Any]] = [
            {"from_number": each.number, "at": each.at.isoformat(), "plan": asdict(each.plan)}
            for each in callers
        ]
        self.carrier.post("/simulator/calls", json=calls).raise_for_status()

    def call(self, number: str, plan: PhonePlan) -> None:
        """A telephone calls the hotline now."""
        calls = [{"from_number": number, "plan": asdict(plan)}]
        self.carrier.post("/simulator/calls", json=calls).raise_for_status()

    def browse(
        self,
        agent_id: int,
        username: str,
        password: str,
        tell_topic: Callable[[int], str],
        totp_secret: str = "",
    ) -> HttpConsole:
        """A browser for somebody who has an account."""
        http = httpx.Client(base_url=self.base_url, timeout=30, headers={"accept": "text/html"})
        self.browsers.append(http)
        return HttpConsole(http, self.store, agent_id, username, password, totp_secret, tell_topic)

    def act_until_now(self) -> None:
        """Do everything that is due; an act that meets a broken server is noted and dropped."""
        while self._plans and self._plans[0][0] <= self.now():
            act = heapq.heappop(self._plans)[2]
            try:
                act()
            except (ConsoleBroken, httpx.HTTPError) as trouble:
                self.troubles.append(f"{self.now():%H:%M:%S} {type(trouble).__name__}: {trouble}")

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
