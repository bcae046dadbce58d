"""What is done once however often it is clicked: a second click by the same person finds the
work done, changes nothing and is no error.  Whoever else comes too late is still told so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.console.queries import find_last_event, has_left
from app.hotline.agents.models import Agent
from app.hotline.calls import facts
from app.hotline.calls.queries import find_live_role
from app.hotline.calls.talking.advice_actions import find_adviser
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import decline_offer, end_wrap_up, find_agent, set_ready
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.facts import FactKind
from routing.model import AgentState

WANTS_CONTACTS = frozenset({AgentState.READY, AgentState.OFFERED})
SECOND_CLICK_WITHIN = timedelta(seconds=10)
"""Later it is meant: whoever looks at the page so long has seen what the first one did."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button in a talk does: the fact that it leaves in the log, and what of that fact tells
    one colleague or line from another."""

    fact: FactKind
    told: dict[str, object] = field(default_factory=dict)

    def is_done(self, work: RoutingWork, contact: Contact, agent_id: int) -> bool:
        """Whether this very thing was done a moment ago and still holds."""
        last = find_last_event(work.uow.session, contact.id, self.fact.name)
        if last is None or work.uow.now - last.at > SECOND_CLICK_WITHIN:
            return False
        is_same = all(last.data.get(name) == value for name, value in self.told.items())
        return is_same and self._holds(work, contact, agent_id)

    def _holds(self, work: RoutingWork, contact: Contact, agent_id: int) -> bool:
        is_talking = contact.state == ContactStage.CONNECTED
        match self.fact:
            case facts.ADVICE_ASKED:
                return contact.offer_id is not None or find_adviser(contact) is not None
            case facts.OUTSIDE_RUNG:
                return find_live_role(work.uow.session, contact.id, "outside") is not None
            case facts.CALLED_AGAIN:
                return is_talking
            case _:  # the contact has gone on to somebody else
                return not (is_talking and contact.agent_id == agent_id)


def is_on_duty(session: Session, agent_id: int) -> bool:
    """Whether signing in would change nothing."""
    states = select(Agent.state, Agent.leaves_to).where(Agent.id == agent_id)
    row = session.execute(states).one_or_none()
    return row is not None and AgentState.OFFLINE not in (row.state, row.leaves_to)


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
