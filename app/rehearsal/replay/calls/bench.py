"""Lets people call at a rate, and tells what each complete call took and cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from app.desks.reports.verify import verify
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact, ContactStage
from app.rehearsal.replay.calls.counting import prepare_counting
from app.rehearsal.replay.calls.desks import Desks, open_desks
from app.rehearsal.replay.calls.growth import find_growth, read_sizes
from app.rehearsal.replay.calls.old import find_borders, hiding, prepare_old
from app.rehearsal.replay.calls.people import Agents, at_desks, hire, plan_callers
from app.rehearsal.replay.calls.timing import (
    Quantiles,
    list_webhooks,
    measure_ready,
    measure_rings,
    sum_up,
)
from app.rehearsal.replay.calls.usage import Counter, Usage
from app.rehearsal.replay.crashes.findings import CrashFault, Judge
from app.rehearsal.replay.crashes.installation import StruckInstallation, run_struck
from app.rehearsal.replay.crashes.people import Placed
from routing.model import AgentState, Outcome

AWAITED_AT_MOST_S = 120.0
LOOKS_EVERY_S = 0.2
WARM_UP_CALLS = 3
CARRIERS_PACE = 1000.0
"""Calls a second that may be placed: the carrier shall not be what is measured."""


@dataclass(frozen=True, slots=True)
class Load:
    """Calls a second, for how long, and who is there."""

    rate: float = 2.0
    seconds: float = 30.0
    agents: int = 200
    seed: int = 1
    consoles: int = 0
    """Whose page is open in a browser."""
    waiting: int = 0
    """Who wait already when the first agents become ready."""
    old_contacts: int = 0
    """Finished contacts that are in the database before the start."""
    keep_old: Path | None = None
    """Where the database with the old contacts is kept for the next time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a run has shown; `lasted_s` from the first caller until the last has gone."""

    calls: int
    done: int
    lost: int
    doubled: int
    lasted_s: float
    trigger_to_ring: Quantiles
    webhook: Quantiles
    webhooks_per_call: float
    webhooks_failed: int
    statements_per_call: float
    commits_per_call: float
    rows_per_call: float
    bytes_per_call: dict[str, float]
    ready_to_ring: Quantiles
    fragment: Quantiles
    desks_broken: dict[str, int]
    desks_broken_opening: dict[str, int]
    desks_opened_in_s: float
    processor_ms_per_call: dict[str, float]
    processor_share: dict[str, float]
    findings: tuple[str, ...]
    breaches: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Every call was done, once, every request was answered, and the laws hold."""
        is_whole = self.done == self.calls and not any(
            (self.webhooks_failed, self.desks_broken, self.desks_broken_opening)
        )
        return is_whole and not self.findings and not self.breaches


def measure_calls(folder: Path, database_url: str, load: Load) -> Measured:
    """Start everything, let agents in, measure while people call, until the last has gone."""
    counts = folder / "counts"
    if load.old_contacts:
        database_url = prepare_old(folder, database_url, load.old_contacts, load.keep_old)
    borders = find_borders(database_url) if load.old_contacts else {}
    with (
        run_struck(folder, database_url, prepare_counting(counts)) as installation,
        hiding(borders),
    ):
        pace = {"calls_per_second": CARRIERS_PACE}
        installation.carrier.put("/simulator/pace", json=pace).raise_for_status()
        agents = hire(installation, load.agents)
        agents.come_in()
        run = _Run(installation, agents, load, Random(load.seed), Counter(counts))  # noqa: S311
        with open_desks(agents, installation.base_url, load.consoles) as desks:
            run.measure()
        return run.sum_up(desks)


@dataclass(slots=True)
class _Run:
    """One measurement; `placed` are all who called, those of the warm-up first."""

    installation: StruckInstallation
    agents: Agents
    load: Load
    chance: Random
    counter: Counter
    placed: list[Placed] = field(default_factory=list)
    ready_to_ring_s: list[float] = field(default_factory=list)
    unmeasured: int = 0
    begun_at: datetime = field(init=False)
    used: Usage = field(init=False)
    grown: dict[str, float] = field(init=False)

    def measure(self) -> None:
        """Warm up, let those who wait be fetched, then let people call; until all have gone."""
        if self.load.waiting:
            self._call([0.0] * self.load.waiting)
            _await(self.installation, Contact, ContactStage.WAITING, self.load.waiting)
            self.ready_to_ring_s = measure_ready(self.installation, self.agents)
        with at_desks(self.agents):
            if not self.load.waiting:
                _await(self.installation, Agent, AgentState.READY, self.load.agents)
                self._call([0.0] * WARM_UP_CALLS)
            self._drain()
            self.unmeasured = len(self.placed)
            sizes = read_sizes(self.installation.store)
            before, self.begun_at = (
                self.counter.read(self.installation),
                self.installation.store.clock.now(),
            )
            self._call(draw_arrivals(self.load))
            self.installation.wait(self.load.seconds)
            self._drain()
            self.used = self.counter.read(self.installation) - before
            calls = len(self.placed) - self.unmeasured
            self.grown = find_growth(sizes, read_sizes(self.installation.store), calls)

    def _call(self, instants_s: list[float]) -> None:
        self.placed += plan_callers(self.installation, self.chance, instants_s, len(self.placed))

    def _drain(self) -> None:
        _await(self.installation, Contact, ContactStage.ENDED, len(self.placed))

    def sum_up(self, desks: Desks) -> Measured:
        """Judge everybody, reckon what each call took."""
        installation, calls = self.installation, self.installation.list_calls()
        webhooks = list_webhooks(installation.carrier, self.begun_at)
        findings = Judge(installation.store, calls, self.placed, []).list_findings()
        kinds = [each.fault for each in findings]
        outcomes, breaches = _look_into_database(installation)
        number, used = len(self.placed) - self.unmeasured, self.used
        count = max(1, number)
        return Measured(
            calls=number,
            done=outcomes.count(Outcome.ANSWERED) - self.unmeasured,
            lost=kinds.count(CrashFault.LOST),
            doubled=kinds.count(CrashFault.DOUBLED),
            lasted_s=round(used.lasted_s, 1),
            trigger_to_ring=sum_up(measure_rings(installation, self.agents, calls, webhooks)),
            webhook=sum_up([each.took_s for each in webhooks]),
            webhooks_per_call=round(len(webhooks) / count, 1),
            webhooks_failed=sum(not 200 <= each.status < 300 for each in webhooks),
            statements_per_call=round(used.counts.statements / count, 1),
            commits_per_call=round(used.counts.commits / count, 1),
            rows_per_call=round(used.counts.rows / count, 1),
            bytes_per_call=self.grown,
            ready_to_ring=sum_up(self.ready_to_ring_s),
            fragment=sum_up(desks.fragments_s),
            desks_broken=desks.broken,
            desks_broken_opening=desks.broken_opening,
            desks_opened_in_s=round(desks.opening_s, 1),
            processor_ms_per_call={
                name: round(1000 * spent_s / count, 1) for name, spent_s in used.processor_s.items()
            },
            processor_share={
                name: round(spent_s / used.lasted_s, 2)
                for name, spent_s in used.processor_s.items()
            },
            findings=tuple(f"{each.fault}: {each.words}" for each in findings),
            breaches=breaches,
        )


def draw_arrivals(load: Load) -> list[float]:
    """The instants at which people call, in seconds from the first possible one."""
    chance = Random(load.seed)  # noqa: S311
    instants_s = [chance.expovariate(load.rate)]
    while instants_s[-1] < load.seconds:
        instants_s.append(instants_s[-1] + chance.expovariate(load.rate))
    return instants_s[:-1]


def _look_into_database(
    installation: StruckInstallation,
) -> tuple[list[str | None], tuple[str, ...]]:
    """The outcome of every contact, and the breaches of `hotline verify`."""
    with installation.store.read_snapshot() as session:
        found = verify(session, installation.store.clock.now()).breaches
        outcomes = list(session.scalars(select(Contact.outcome)))
    return outcomes, tuple(str(breach) for breach in found)


def _await(
    installation: StruckInstallation, kind: type[Agent | Contact], state: str, expected: int
) -> None:
    """Wait until so many are in that state, or much too long."""
    waited_s, found = 0.0, 0
    while found < expected and waited_s < AWAITED_AT_MOST_S:
        installation.wait(LOOKS_EVERY_S)
        waited_s += LOOKS_EVERY_S
        with installation.store.read() as session:
            found = session.scalar(select(func.count()).where(kind.state == state)) or 0
