"""What is done once however often it is clicked: a second click by the same person finds the
work done, changes nothing and is no error.  Whoever else comes too late is still told so."""

from __future__ import annotations

from app.console.queries import has_left
from app.dispatch.actions import decline_offer, end_wrap_up, find_agent, set_ready
from app.dispatch.desk import RoutingWork
from routing.model import AgentState

WANTS_CONTACTS = frozenset({AgentState.READY, AgentState.OFFERED})


def decline_once(work: RoutingWork, agent_id: int, offer_id: int) -> None:
    """Leave an offer to somebody else; one that has gone to them already is left alone."""
    if not has_left(work.uow.session, agent_id, offer_id):
        decline_offer(work, offer_id, agent_id)


def become_ready_once(work: RoutingWork, agent_id: int) -> None:
    """Want contacts; whoever does, or is offered one at this very moment, goes on doing so."""
    if find_agent(work.uow, agent_id).state not in WANTS_CONTACTS:
        set_ready(work, agent_id)


def end_wrap_up_once(work: RoutingWork, agent_id: int) -> None:
    """Finish wrapping up; it may be over already, by a click or by its limit."""
    if find_agent(work.uow, agent_id).state == AgentState.WRAPPING_UP:
        end_wrap_up(work, agent_id)
