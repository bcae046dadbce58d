"""Notices a console that died (B42): its page says every half minute that it is there.

Only an agent whose console has spoken at least once can lose it; who works by telephone alone
is never taken out. A call in progress goes on, and nobody becomes ready again by themself.
"""

from __future__ import annotations

from datetime import timedelta

from app.agents.models import Agent
from app.dispatch.deadlines import cancel_deadline, set_deadline
from app.dispatch.desk import RoutingWork
from app.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import AgentId, AgentState

CONSOLE_LOST = "console_lost"
"""Kind of the deadline, and the reason that boards and reports show."""
SPEAKS_EVERY_S = 30
LOST_AFTER = timedelta(seconds=150)
"""Browsers let a hidden page speak once a minute only: two of those may be missed."""
RESTING = frozenset({AgentState.OFFLINE, AgentState.NOT_READY})


def hear_console(uow: UnitOfWork, agent_id: int) -> None:
    """The agent's console is there."""
    uow.session.get_one(Agent, agent_id).seen_at = uow.now
    set_deadline(uow, CONSOLE_LOST, agent_id, uow.now + LOST_AFTER)


def forget_console(uow: UnitOfWork, agent_id: int) -> None:
    """The agent signed out: nothing is to be expected."""
    cancel_deadline(uow, CONSOLE_LOST, agent_id)


def lose_console(work: RoutingWork, agent_id: int) -> None:
    """Nothing was heard for too long: not ready, after the present work if there is any."""
    agent = work.uow.session.get_one(Agent, agent_id)
    if agent.state not in RESTING:
        leaves = events.AgentLeavesAfterWork(AgentId(agent_id), AgentState.NOT_READY, CONSOLE_LOST)
        work.try_route(leaves)
