"""Whether an interpreted call could be made for a waiting caller now, by the rule's own law."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import read_present_rules
from app.hotline.dispatch.rows import read_agent, read_contact
from routing.matching import interpreted_pair
from routing.model import AgentState
from routing.settings import InterpretedSettings
from routing.state import State

WAITING = (ContactStage.WAITING, ContactStage.OFFERED)


def read_interpreting(session: Session) -> InterpretedSettings:
    """When this line makes interpreted calls."""
    hotline = session.scalars(select(Hotline)).one()
    return read_present_rules(hotline).interpreted


def could_be_interpreted(session: Session, contact: Contact) -> bool:
    """Whether an expert and an interpreter are free for this caller, if they chose it now."""
    if contact.state not in WAITING or not contact.routing:
        return False
    hotline = session.scalars(select(Hotline)).one()
    rules = read_present_rules(hotline)
    if not rules.interpreted.enabled or contact.language != rules.interpreted.language:
        return False
    free = select(Agent).where(Agent.state == AgentState.READY, Agent.is_enabled)
    state = State.build(rules, [read_agent(each) for each in session.scalars(free)])
    chosen = replace(read_contact(contact), interpreter_asked=True)
    return interpreted_pair(state, chosen, chosen.asked_at) is not None
