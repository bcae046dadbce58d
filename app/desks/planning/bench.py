"""`hotline bench routing`: the same queue in ours, simpy and ciw, and the cost of a step.

simpy and ciw come with the developers' extra only. Processor time is read here and in
`bench_report` alone.
"""

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from importlib import import_module
from time import process_time
from typing import Any

from routing.events import (
    ContactAsked,
    ContactLeft,
    ConversationEnded,
    Event,
    OfferAccepted,
    OfferConnected,
)
from routing.model import Agent, AgentId, AgentState, Channel, Contact, ContactId
from routing.planning.erlang import erlang_a
from routing.simulation.races import PLAIN
from routing.state import State
from routing.step import step


@dataclass(frozen=True, slots=True)
class Queue:
    """An M/M/n+M queue: arrivals per second, means in seconds (patience None: nobody leaves)."""

    arrivals_per_s: float
    service_s: float
    patience_s: float | None
    seats: int


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine did: events handled, seconds of processor time, and the queue's figures."""

    name: str
    events: int
    cpu_s: float
    abandons: float
    mean_wait_s: float

    @property
    def events_per_s(self) -> float:
        """Events handled in one second of processor time."""
        return self.events / self.cpu_s


def run_ours(queue: Queue, customers: int, seed: int) -> Run:
    """The live engine: every arrival, offer, answer, end and hang-up is a step."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, no secret
    state = State.build(PLAIN, [_make_agent(n) for n in range(queue.seats)])
    started, events = process_time(), 0
    todo: list[tuple[float, int, Event]] = []
    waits: dict[int, float] = {}
    asked: dict[int, float] = {}
    lost, now = 0, 0.0
    for number in range(1, customers + 1):
        now += chance.expovariate(queue.arrivals_per_s)
        contact = Contact(ContactId(number), Channel.VOICE, "zh", "general", now)
        heappush(todo, (now, number, ContactAsked(contact)))
    while todo:
        now, number, event = heappop(todo)
        if isinstance(event, ContactLeft) and number in waits:
            continue
        if isinstance(event, ContactAsked):
            asked[number] = now
            if queue.patience_s is not None:
                left_at = now + chance.expovariate(1.0 / queue.patience_s)
                heappush(todo, (left_at, number, ContactLeft(ContactId(number))))
        elif isinstance(event, ContactLeft):
            lost += 1
            waits[number] = now - asked[number]
        step(state, event, now)
        events += 1
        for offer in list(state.offers.values()):  # picked up at once
            step(state, OfferAccepted(offer.id, offer.agent_ids[0]), now)
            step(state, OfferConnected(offer.id), now)
            events += 2
            waits[offer.contact_id] = now - asked[offer.contact_id]
            done_at = now + chance.expovariate(1.0 / queue.service_s)
            heappush(todo, (done_at, offer.contact_id, ConversationEnded(offer.contact_id)))
    cpu_s = process_time() - started
    return Run("ours", events, cpu_s, lost / customers, sum(waits.values()) / customers)


def _make_agent(number: int) -> Agent:
    agent = Agent(AgentId(number + 1), number, frozenset({"zh"}), "general")
    agent.state = AgentState.READY
    return agent


def run_simpy(queue: Queue, customers: int, seed: int) -> Run:
    """The same queue as simpy processes; an event is an arrival, a start, an end or a leaving."""
    simpy = import_module("simpy")
    chance = random.Random(seed)  # noqa: S311 - a simulation, no secret
    env = simpy.Environment()
    seats = simpy.Resource(env, capacity=queue.seats)
    waits: list[float] = []
    counts = {"lost": 0, "events": 0}

    def call() -> Generator[Any, Any, None]:
        asked_at = env.now
        counts["events"] += 1
        with seats.request() as request:
            gives_up = env.timeout(
                chance.expovariate(1.0 / queue.patience_s) if queue.patience_s else 1e12
            )
            yield request | gives_up
            waits.append(env.now - asked_at)
            counts["events"] += 1
            if request not in seats.users:
                counts["lost"] += 1
                return
            yield env.timeout(chance.expovariate(1.0 / queue.service_s))
            counts["events"] += 1

    def arrive() -> Generator[Any, Any, None]:
        for _ in range(customers):
            yield env.timeout(chance.expovariate(queue.arrivals_per_s))
            env.process(call())

    started = process_time()
    env.process(arrive())
    env.run()
    cpu_s = process_time() - started
    return Run("simpy", counts["events"], cpu_s, counts["lost"] / customers, sum(waits) / customers)


def run_ciw(queue: Queue, customers: int, seed: int) -> Run:
    """The same queue in ciw; events counted as for simpy."""
    ciw = import_module("ciw")
    ciw.seed(seed)
    leaves = ciw.dists.Exponential(1.0 / queue.patience_s) if queue.patience_s else None
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(queue.arrivals_per_s)],
        service_distributions=[ciw.dists.Exponential(1.0 / queue.service_s)],
        reneging_time_distributions=[leaves],
        number_of_servers=[queue.seats],
    )
    started = process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Arrive")
    cpu_s = process_time() - started
    records = simulation.get_all_records()
    lost = sum(r.record_type == "renege" for r in records)
    events = sum(2 if r.record_type == "renege" else 3 for r in records)
    wait_s = sum(r.waiting_time for r in records) / max(1, len(records))
    return Run("ciw", events, cpu_s, lost / max(1, len(records)), wait_s)


ENGINES: tuple[Callable[[Queue, int, int], Run], ...] = (run_ours, run_simpy, run_ciw)


def time_step(waiting: int, steps: int = 2000) -> float:
    """Microseconds of one arrival and one leaving with so many waiting and nobody idle."""
    state = State.build(PLAIN, [])
    for number in range(waiting):
        contact = Contact(ContactId(number + 1), Channel.VOICE, "zh", "general", float(number))
        step(state, ContactAsked(contact), float(number))
    started = process_time()
    for number in range(waiting, waiting + steps):
        now = float(number)
        contact = Contact(ContactId(number + 1), Channel.VOICE, "zh", "general", now)
        step(state, ContactAsked(contact), now)
        step(state, ContactLeft(contact.id), now + 0.5)
    return (process_time() - started) / (2 * steps) * 1e6


def theory_of(queue: Queue) -> tuple[float, float]:
    """Erlang A's abandonment (share) and mean wait (s) for the bench's queue."""
    assert queue.patience_s is not None
    figures = erlang_a(queue.arrivals_per_s, queue.service_s, queue.patience_s, queue.seats)
    return figures.abandons, figures.mean_wait_s
