"""Races on a database: threads and processes take the same contact at the same instant.

In every round two callers are offered to five agents, three at once, and threads let all of them
accept while the joining, a hang-up or a refusal comes in between. Counted from the rows and from
what everybody was told: nobody is connected twice (B34) and every loser hears so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.actions import Arrival, arrive
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch import actions
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.clock import SteppedClock
from app.kit.errors import Refused
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.kit.storage.outbox import Outbox
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault

AGENTS, CALLERS, THREADS = 5, 2, 6
PROCESSES = {"sqlite": 1, "postgresql": 2}
"""Web processes, each with a desk, as the hotline runs on either (DESIGN §3)."""
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RULES: dict[str, Any] = {
    "ring_together": 3,
    "wrap_up_s": 0.0,
    "longest_wait_s": None,
    "callback_offer_after_s": None,
    "interpreted": {"enabled": False},
}
Act = Callable[[RoutingWork], None]
TAKEN = frozenset({"accepted", "connected"})


@dataclass(slots=True)
class RaceFigures:
    """What came of the races; `doubles` and `mismatches` must be 0."""

    races: int = 0
    transactions: int = 0
    taken: int = 0
    refused: int = 0
    doubles: int = 0
    mismatches: int = 0


@dataclass(slots=True)
class RaceTrack:
    """A hotline on an empty database with as many desks as there would be processes."""

    url: str
    seed: int
    told: RaceFigures = field(default_factory=RaceFigures)
    desks: list[Router] = field(init=False)
    store: Store = field(init=False)
    agent_ids: list[int] = field(init=False)
    _stores: list[Store] = field(init=False)
    _chance: random.Random = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - repeatable on purpose
        count = PROCESSES["postgresql" if self.url.startswith("postgresql") else "sqlite"]
        self._stores = [self._open_store() for _ in range(count)]
        self.store = self._stores[0]
        migrate(self.store.engine)
        with self.store.write() as uow:
            prepare_hotline(uow, RULES, DEFAULT_HOURS)
            roster = [
                NewAgent(f"Agent {n}", ("zh",), "general", address=f"+8613800{n:06d}")
                for n in range(AGENTS)
            ]
            self.agent_ids = [add_agent(uow, new).id for new in roster]
        self.desks = [Router(store) for store in self._stores]
        with self.desks[0].write() as work:
            for agent_id in self.agent_ids:
                actions.sign_in_agent(work, agent_id)
        self._pool = ThreadPoolExecutor(THREADS, "race")

    def _open_store(self) -> Store:
        engine = make_engine(self.url, durable=False)
        return Store(engine, SteppedClock(START), Vault("only races here"), self._chance)

    def close(self) -> None:
        """Let threads and connections go."""
        self._pool.shutdown()
        for store in self._stores:
            store.engine.dispose()

    def run_round(self) -> None:
        """Two callers ask, everybody acts at once, the rows are read, all is put back."""
        contact_ids = self._let_callers_ask()
        with self.store.read() as session:
            offers = _read_offers(session, contact_ids)
        acts = self._draw_acts(offers, contact_ids)
        outcomes = list(self._pool.map(self._act, acts))
        self._judge(contact_ids, offers, outcomes)
        self._put_back(contact_ids)
        self.told.races += len(contact_ids)
        self.told.transactions += len(acts) + 2

    def _let_callers_ask(self) -> list[int]:
        contact_ids = []
        with self.desks[0].write() as work:
            for agent_id in self.agent_ids:
                if work.uow.session.get_one(Agent, agent_id).state == "not_ready":
                    actions.set_ready(work, agent_id)
            for _ in range(CALLERS):
                contact = arrive(work.uow, Arrival("voice", language="zh"))
                actions.ask_for_seat(work, contact)
                contact_ids.append(contact.id)
        return contact_ids

    def _draw_acts(
        self, offers: list[tuple[int, list[int]]], contact_ids: list[int]
    ) -> list[tuple[str, Act, Router]]:
        chance = self._chance
        acts: list[tuple[str, Act]] = []
        for offer_id, agent_ids in offers:
            acts += [(f"accept {offer_id}", _accept(offer_id, agent_id)) for agent_id in agent_ids]
            acts.append(("join", _join(offer_id)))
            if chance.random() < 0.3:
                acts.append(("decline", _decline(offer_id, chance.choice(agent_ids))))
        if chance.random() < 0.3:
            acts.append(("leave", _leave(chance.choice(contact_ids))))
        chance.shuffle(acts)
        return [(name, act, chance.choice(self.desks)) for name, act in acts]

    def _act(self, drawn: tuple[str, Act, Router]) -> tuple[str, str]:
        name, act, router = drawn
        try:
            with router.write() as work:
                act(work)
        except Refused as refused:
            return name, refused.reason
        return name, ""

    def _judge(
        self,
        contact_ids: list[int],
        offers: list[tuple[int, list[int]]],
        outcomes: list[tuple[str, str]],
    ) -> None:
        told = self.told
        told.refused += sum(bool(reason) for _, reason in outcomes)
        with self.store.read() as session:
            rows = list(session.scalars(select(Offer).where(Offer.contact_id.in_(contact_ids))))
            contacts = list(session.scalars(select(Contact).where(Contact.id.in_(contact_ids))))
        for offer_id, _ in offers:
            row = next(row for row in rows if row.id == offer_id)
            winners = sum(seat.has_accepted for seat in row.seats)
            heard = sum(not why for name, why in outcomes if name == f"accept {offer_id}")
            told.taken += heard
            told.doubles += max(0, winners - 1) + max(0, heard - 1)
            told.mismatches += winners != heard
        for contact_id in contact_ids:
            held = [row for row in rows if row.contact_id == contact_id and row.state in TAKEN]
            told.doubles += max(0, len(held) - 1)
        talking = [c.agent_id for c in contacts if c.state == ContactStage.CONNECTED]
        told.doubles += len(talking) - len(set(talking))

    def _put_back(self, contact_ids: list[int]) -> None:
        with self.desks[-1].write() as work:
            session = work.uow.session
            for contact in session.scalars(select(Contact).where(Contact.id.in_(contact_ids))):
                actions.end_contact(work, contact)
            session.execute(delete(Outbox))  # nobody performs them here


def _read_offers(session: Session, contact_ids: list[int]) -> list[tuple[int, list[int]]]:
    rows = session.scalars(select(Offer).where(Offer.contact_id.in_(contact_ids)))
    return [(row.id, [seat.agent_id for seat in row.seats]) for row in rows]


def _accept(offer_id: int, agent_id: int) -> Act:
    return lambda work: actions.accept_offer(work, offer_id, agent_id)


def _decline(offer_id: int, agent_id: int) -> Act:
    return lambda work: actions.decline_offer(work, offer_id, agent_id)


def _join(offer_id: int) -> Act:
    return lambda work: _ignore(actions.connect_offer(work, offer_id))


def _leave(contact_id: int) -> Act:
    return lambda work: _ignore(
        actions.end_contact(work, work.uow.session.get_one(Contact, contact_id))
    )


def _ignore(_: bool) -> None:
    """A late fact is no error."""


def run_database_races(
    url: str, races: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> RaceFigures:
    """So many races on an empty database of this address."""
    track = RaceTrack(url, seed)
    try:
        while track.told.races < races:
            track.run_round()
            if progress is not None and track.told.races % 100 == 0:
                progress(track.told.races, races)
    finally:
        track.close()
    return track.told
