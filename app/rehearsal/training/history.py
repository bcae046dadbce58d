"""The hours before the training hotline was opened: played through the live path on a stepped
clock in a database of its own, then copied whole into the empty real one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from app.doors.chat.actions import write_as_agent
from app.doors.chat.message_actions import Words
from app.hotline.agents.actions import add_agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Hotline
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.rehearsal.replay.desk_console import ChangedAgents
from app.rehearsal.replay.play_stepped import SteppedPlayback
from app.rehearsal.replay.stepped import TWILIO, SteppedWorld, make_stepped_world
from app.rehearsal.training.chats import PublicChats
from app.rehearsal.training.company import Company
from app.rehearsal.training.script import ScriptedCaller
from app.rehearsal.training.staff import AGENTS
from app.run.tables import METADATA

VISITS = 18
RUSH = [0.6 + 0.0005 * i for i in range(10)]
"""Shares of the span: at one time everybody calls at once, so that not all are answered."""

SPAN = timedelta(minutes=150)
ENDS_BEFORE = timedelta(minutes=4)
COPIED = frozenset(
    {
        *("callers", "contacts", "offers", "offer_seats", "legs", "tickets", "messages", "ratings"),
        *("events", "callbacks", "participants"),
    }
)
_SEED = 1
"""A past in which somebody was dissatisfied, so that the follow-up is seen at once."""
_AGENTS = METADATA.tables["agents"]
_STATE = ("id", "state", "reason", "idle_since", "state_since", "until_at", "misses")
Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class History:
    """Every row of the past, how the robots stood at its end, the agents' ids by user name."""

    rows: Rows
    robot_states: list[dict[str, Any]]
    next_offer_id: int
    agent_ids: dict[str, int]


def make_history(folder: Path, now: datetime, secret_key: str) -> History:
    """Play the past up to a few minutes before `now`; sealed with the hotline's own key."""
    start_at = now - ENDS_BEFORE - SPAN
    world = make_stepped_world(
        folder, start_at, _SEED, calls_per_second=10, calls_back=False, secret_key=secret_key
    )
    try:
        agent_ids = _hire(world)
        _play(world, agent_ids, start_at)
        store = world.services.store
        return History(_read_rows(store), _read_robots(store), _read_next_offer(world), agent_ids)
    finally:
        world.close()


def is_empty(uow: UnitOfWork) -> bool:
    """Whether nobody and nothing was ever here."""
    tables = [METADATA.tables[name] for name in (*sorted(COPIED), "agents", "accounts")]
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    return not any(uow.session.execute(select(*counts)).one())


def copy_history(uow: UnitOfWork, history: History) -> bool:
    """Put the past into a database that has agents only; False when somebody came in between."""
    hotline = uow.session.scalars(lock_found(select(Hotline))).one()
    if uow.session.scalar(select(Contact.id).limit(1)) is not None:
        return False
    for table, rows in history.rows.items():
        if rows:
            uow.session.execute(insert(table), rows)
    for state in history.robot_states:
        uow.session.execute(update(_AGENTS).where(_AGENTS.c.id == state["id"]).values(state))
    hotline.next_offer_id = history.next_offer_id
    hotline.version += 1
    uow.topics.add("queue")
    return True


def _hire(world: SteppedWorld) -> dict[str, int]:
    with world.services.store.write() as uow:
        return {member.username: add_agent(uow, member.as_agent()).id for member in AGENTS}


def _play(world: SteppedWorld, agent_ids: dict[str, int], start_at: datetime) -> None:
    chance = Random(_SEED)  # noqa: S311 - repeatable on purpose
    company = Company(
        SteppedPlayback(world), PublicChats(world.http, partial(_answer, world)), agent_ids, chance
    )
    changed = ChangedAgents()
    changed.listen_to(world.services.store)
    world.watchers.append(lambda: company.look(changed.take()))
    company.come_on_duty()
    for share in [0.95 * chance.random() for _ in range(VISITS)] + RUSH:
        world.plan(start_at + SPAN * share, partial(_let_come, world, company))
    world.run_until(start_at + SPAN - timedelta(minutes=1))
    company.go_home()
    world.run_until(start_at + SPAN + timedelta(minutes=2))


def _let_come(world: SteppedWorld, company: Company) -> None:
    visitor = company.let_somebody_come()
    if isinstance(visitor, ScriptedCaller):
        world.gateway.switch.dial_in(
            visitor.number, TWILIO.number, visitor.plan_call(company.chance)
        )


def _read_rows(store: Store) -> Rows:
    """Entries of the log get new numbers, in the same order; who was hired is known already."""
    with store.read() as session:
        rows = {
            table: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
            if table.name in COPIED
        }
    events = METADATA.tables["events"]
    rows[events] = [row for row in rows[events] if row["kind"] != "agent_added"]
    for row in rows[events]:
        del row["id"]
    return rows


def _read_robots(store: Store) -> list[dict[str, Any]]:
    moved = select(*(_AGENTS.c[name] for name in _STATE)).where(_AGENTS.c.state_since.is_not(None))
    with store.read() as session:
        return [dict(row) for row in session.execute(moved).mappings()]


def _read_next_offer(world: SteppedWorld) -> int:
    with world.services.store.read() as session:
        return session.scalars(select(Hotline.next_offer_id)).one()


def _answer(world: SteppedWorld, agent_id: int, contact_id: int, text: str, name: str) -> None:
    with world.services.store.write() as uow:
        contact = uow.session.get_one(Contact, contact_id)
        write_as_agent(uow, contact, agent_id, Words(text, name))
