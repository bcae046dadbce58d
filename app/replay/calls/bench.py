"""Lets people call at a rate, and tells what each complete call took and cost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from app.agents.models import Agent
from app.contacts.models import Contact, ContactStage
from app.replay.calls.people import Agents, at_desks, hire, plan_callers
from app.replay.calls.timing import Quantiles, list_webhooks, measure_rings, sum_up
from app.replay.calls.usage import read_usage, subtract
from app.replay.crashes.findings import Fault, Judge
from app.replay.crashes.house import StruckHouse, run_struck
from app.replay.crashes.people import Placed
from app.reports.verify import verify
from routing.model import AgentState, Outcome

ALL_READY_WITHIN_S = 120.0
DRAIN_AT_MOST_S = 60.0
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
    processor_ms_per_call: dict[str, float]
    processor_share: dict[str, float]
    findings: tuple[str, ...]
    breaches: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Every call was done, once, and the laws hold."""
        is_whole = self.done == self.calls and not self.webhooks_failed
        return is_whole and not self.findings and not self.breaches


def measure_calls(folder: Path, database_url: str, load: Load) -> Measured:
    """Start everything, let agents in, measure while people call, until the last has gone."""
    chance = Random(load.seed)  # noqa: S311 - repeatable on purpose
    with run_struck(folder, database_url) as house:
        pace = {"calls_per_second": CARRIERS_PACE}
        house.carrier.put("/simulator/pace", json=pace).raise_for_status()
        agents = hire(house, load.agents)
        agents.come_in()
        with at_desks(agents):
            _await_ready(house, load.agents)
            warming = plan_callers(house, chance, [0.0] * WARM_UP_CALLS, 0)
            _drain(house, WARM_UP_CALLS)
            return _measure(house, agents, load, chance, warming)


def _measure(
    house: StruckHouse, agents: Agents, load: Load, chance: Random, warming: list[Placed]
) -> Measured:
    begun_at, before = house.store.clock.now(), read_usage(house)
    instants_s = list(_draw_arrivals(chance, load))
    placed = plan_callers(house, chance, instants_s, len(warming))
    house.wait(load.seconds)
    _drain(house, len(placed) + len(warming))
    used = subtract(read_usage(house), before)
    lasted_s = (house.store.clock.now() - begun_at).total_seconds()
    calls = house.list_calls()
    webhooks = list_webhooks(house, begun_at)
    findings = Judge(house.store, calls, warming + placed, []).list_findings()
    faults = Counter(each.fault for each in findings)
    outcomes, breaches = _look_into_database(house)
    count = max(1, len(placed))
    return Measured(
        calls=len(placed),
        done=outcomes[Outcome.ANSWERED] - len(warming),
        lost=faults[Fault.LOST],
        doubled=faults[Fault.DOUBLED],
        lasted_s=round(lasted_s, 1),
        trigger_to_ring=sum_up(measure_rings(house, agents, calls, webhooks)),
        webhook=sum_up([each.took_s for each in webhooks]),
        webhooks_per_call=round(len(webhooks) / count, 1),
        webhooks_failed=sum(not 200 <= each.status < 300 for each in webhooks),
        processor_ms_per_call={name: round(1000 * x / count, 1) for name, x in used.items()},
        processor_share={name: round(x / lasted_s, 2) for name, x in used.items()},
        findings=tuple(f"{each.fault}: {each.words}" for each in findings),
        breaches=breaches,
    )


def _draw_arrivals(chance: Random, load: Load) -> Iterator[float]:
    at_s = chance.expovariate(load.rate)
    while at_s < load.seconds:
        yield at_s
        at_s += chance.expovariate(load.rate)


def _look_into_database(house: StruckHouse) -> tuple[Counter[str], tuple[str, ...]]:
    """Contacts by outcome, and the breaches of `hotline verify`."""
    with house.store.read_snapshot() as session:
        found = verify(session, house.store.clock.now()).breaches
        outcomes = Counter(str(each) for each in session.scalars(select(Contact.outcome)))
    return outcomes, tuple(str(breach) for breach in found)


def _await_ready(house: StruckHouse, agents: int) -> None:
    waited_s, ready = 0.0, 0
    while ready < agents and waited_s < ALL_READY_WITHIN_S:
        house.wait(LOOKS_EVERY_S)
        waited_s += LOOKS_EVERY_S
        with house.store.read() as session:
            of_state = select(func.count()).where(Agent.state == AgentState.READY)
            ready = session.scalar(of_state) or 0


def _drain(house: StruckHouse, expected: int) -> None:
    """Wait until so many contacts have ended, or much too long."""
    waited_s, ended = 0.0, 0
    while ended < expected and waited_s < DRAIN_AT_MOST_S:
        house.wait(LOOKS_EVERY_S)
        waited_s += LOOKS_EVERY_S
        with house.store.read() as session:
            of_state = select(func.count()).where(Contact.state == ContactStage.ENDED)
            ended = session.scalar(of_state) or 0


def write_measured(path: Path, measured: Measured) -> None:
    """Everything as JSON."""
    path.write_text(json.dumps(asdict(measured), indent=1) + "\n", encoding="utf-8")
