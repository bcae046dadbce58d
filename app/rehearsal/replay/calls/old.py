"""A database with many finished contacts in it, made before the installation starts on it.

A few calls are played on the stepped clock, then copied (`copying`).  Whoever measures afterwards
sees only what is new: what asks about everybody would otherwise read the old ones each time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.desks.reports.following import follow_to_the_end
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Caller, Contact, Participant
from app.hotline.dispatch.actions import set_ready, sign_in_agent, sign_out_agent
from app.hotline.dispatch.models import Offer
from app.hotline.ratings.models import Rating
from app.hotline.tickets.actions import close_ticket
from app.hotline.tickets.models import Ticket
from app.kit.errors import BadInput
from app.kit.storage.base import Base
from app.kit.storage.engine import make_engine
from app.kit.storage.event_log import Event
from app.kit.storage.outbox import Outbox
from app.kit.storage.scope import FIRST_HOTLINE, HOTLINE
from app.rehearsal.replay.calls.copying import Copier
from app.rehearsal.replay.stepped import TWILIO, SteppedWorld, make_stepped_world

PLAYED = 6
PLAYED_FROM = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
CALLS_EVERY = timedelta(minutes=7)
SETTLED_AFTER = timedelta(hours=3)
DAYS = 700
TALK_S, TOPIC = 60.0, "19"
HIDDEN: tuple[type[Any], ...] = (
    *(Agent, Caller, Contact, Event, Leg, Offer, Outbox, Participant, Rating, Ticket),
)
"""Of which a measurement sees the new rows alone."""


def prepare_old(folder: Path, database_url: str, count: int, keep: Path | None) -> str:
    """The address of a database with at least so many finished contacts; on SQLite it is taken
    from `keep`, and laid there, if that is named.  Raises BadInput for `keep` on PostgreSQL."""
    url = database_url or f"sqlite:///{folder / 'hotline.db'}"
    if keep is None:
        _fill(folder, url, count)
        return url
    if not url.startswith("sqlite:///"):
        raise BadInput(place="--keep-old", reason="a file of SQLite can be kept, no other database")
    kept = keep / f"old-{count}.db"
    if not kept.exists():
        keep.mkdir(parents=True, exist_ok=True)
        _fill(folder, f"sqlite:///{kept}.part", count)
        Path(f"{kept}.part").rename(kept)
    shutil.copyfile(kept, url.removeprefix("sqlite:///"))
    return url


def _fill(folder: Path, database_url: str, count: int) -> None:
    _play(folder, database_url)
    engine = make_engine(database_url, durable=False)
    days = min(DAYS, max(1, count // PLAYED))
    Copier(engine, days, -(-count // (PLAYED * days))).copy()
    if engine.dialect.name == "sqlite":  # the file alone is the whole database
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _play(folder: Path, database_url: str) -> None:
    """A few calls, answered by two people, whose tickets are closed."""
    world = make_stepped_world(
        folder,
        PLAYED_FROM,
        1,
        database_url=database_url,
        calls_per_second=100,
        calls_back=False,
    )
    agents = [_hire(world, f"+86137{index:08d}") for index in range(2)]
    for index in range(PLAYED):
        keys = (KeyPress("12"[index % 2], 1.0),)
        plan = PhonePlan(keys=keys, talk_s=TALK_S)
        world.gateway.switch.dial_in(f"+86136{index:08d}", TWILIO.number, plan)
        world.run_until(world.clock.now() + CALLS_EVERY)
    world.run_until(world.clock.now() + SETTLED_AFTER)
    with world.services.store.write() as uow:
        for contact_id in uow.session.scalars(select(Contact.id)):
            close_ticket(uow, contact_id, agents[0], TOPIC)
    for agent_id in agents:
        with world.services.router.write() as work:
            sign_out_agent(work, agent_id)
    world.settle()
    follow_to_the_end(world.services.store)
    world.close()


def _hire(world: SteppedWorld, number: str) -> int:
    with world.services.store.write() as uow:
        agent = NewAgent("of old", ("zh", "bo"), "general", address=number)
        agent_id = add_agent(uow, agent).id
    plan = PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.0),))
    world.gateway.switch.plans[number] = plan
    with world.services.router.write() as work:
        sign_in_agent(work, agent_id)
        set_ready(work, agent_id)
    return agent_id


def find_borders(database_url: str) -> dict[type[Base], int]:
    """The highest id of what is there."""
    engine = make_engine(database_url)
    with engine.execution_options(**{HOTLINE: FIRST_HOTLINE}).connect() as connection:
        tops = {each: connection.scalar(select(func.max(each.id))) or 0 for each in HIDDEN}
    engine.dispose()
    return tops


@contextmanager
def hiding(borders: Mapping[type[Base], int]) -> Iterator[None]:
    """In this process no query sees rows up to the borders while the block lasts."""
    criteria = [
        with_loader_criteria(each, each.id > top)  # type: ignore[attr-defined]
        for each, top in borders.items()
    ]

    def narrow(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(*criteria)

    event.listen(Session, "do_orm_execute", narrow)
    try:
        yield
    finally:
        event.remove(Session, "do_orm_execute", narrow)
