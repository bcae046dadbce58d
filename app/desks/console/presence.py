"""Notices a console that died (B42): its page says every half minute that it is there.

Only an agent whose console has spoken at least once can lose it; who works by telephone alone
is never taken out. A call in progress goes on, and nobody becomes ready again by themself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import update

from app.hotline.agents.models import Agent
from app.hotline.dispatch.deadlines import DueKind, cancel_deadline, change_deadlines
from app.hotline.dispatch.router import Router, RoutingWork
from app.kit.storage.scope import FIRST_HOTLINE, find_current
from app.kit.storage.unit_of_work import Store, UnitOfWork
from routing import events
from routing.model import AgentId, AgentState

CONSOLE_LOST = DueKind(
    "console_lost", subject="agent", served_by="app.desks.console.presence.serve_console_lost"
)
"""Kind of the deadline, and the reason that boards and reports show."""
SPEAKS_EVERY_S = 30
LOST_AFTER = timedelta(seconds=150)
"""Browsers let a hidden page speak once a minute only: two of those may be missed."""
WRITTEN_EVERY = timedelta(seconds=5)
RESTING = frozenset({AgentState.OFFLINE, AgentState.NOT_READY})


@dataclass(slots=True)
class HeardConsoles:
    """Who said so and is not written down yet: two hundred consoles speak seven times a second.

    Whoever speaks `WRITTEN_EVERY` after the last writing writes for all.  So nobody waits longer
    than until their own page speaks again, and of the pages that may be missed one is left.
    """

    _lock: Lock = field(default_factory=Lock)
    _heard_at: dict[int, datetime] = field(default_factory=dict)
    _written_at: datetime | None = None
    _beside: dict[int, HeardConsoles] = field(default_factory=dict)

    def of_hotline(self, hotline_id: int) -> HeardConsoles:
        """These are the first hotline's; those of each other are written down by themselves."""
        if hotline_id == FIRST_HOTLINE:
            return self
        with self._lock:
            return self._beside.setdefault(hotline_id, HeardConsoles())

    def hear(self, store: Store, agent_id: int) -> None:
        """The agent's console is there."""
        now = store.clock.now()
        with self._lock:
            self._heard_at[agent_id] = now
            if self._written_at and timedelta() <= now - self._written_at < WRITTEN_EVERY:
                return
            heard_at, self._heard_at, self._written_at = self._heard_at, {}, now
        try:
            with store.write() as uow:
                _write_down(uow, heard_at)
        except Exception:
            with self._lock:
                self._heard_at, self._written_at = heard_at | self._heard_at, None
            raise

    def forget(self, agent_id: int) -> None:
        """The agent signed out."""
        with self._lock:
            self._heard_at.pop(agent_id, None)


def _write_down(uow: UnitOfWork, heard_at: Mapping[int, datetime]) -> None:
    seen = [{"id": agent_id, "seen_at": at} for agent_id, at in sorted(heard_at.items())]
    uow.session.execute(update(Agent), seen)
    change_deadlines(
        uow, ((CONSOLE_LOST, agent_id, at + LOST_AFTER) for agent_id, at in heard_at.items())
    )


async def find_heard(request: Request) -> HeardConsoles:
    """Those of the hotline that asks, in this process."""
    heard: HeardConsoles = request.app.state.heard_consoles
    return heard.of_hotline(find_current() or FIRST_HOTLINE)


HeardOf = Annotated[HeardConsoles, Depends(find_heard)]


def forget_console(uow: UnitOfWork, agent_id: int) -> None:
    """The agent signed out: nothing is to be expected."""
    cancel_deadline(uow, CONSOLE_LOST, agent_id)


def serve_console_lost(router: Router, agent_id: int) -> None:
    """Nothing was heard of a console until its deadline."""
    with router.write() as work:
        lose_console(work, agent_id)


def lose_console(work: RoutingWork, agent_id: int) -> None:
    """Nothing was heard for too long: not ready, after the present work if there is any."""
    agent = work.uow.session.get_one(Agent, agent_id)
    if agent.state not in RESTING:
        leaves = events.AgentLeavesAfterWork(
            AgentId(agent_id), AgentState.NOT_READY, CONSOLE_LOST.name
        )
        work.try_route(leaves)
