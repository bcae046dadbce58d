"""What must hold after every event: `check(state)` names each breach, in words.

Reads only. An empty list is the proof that the laws hold at this instant.
"""

from collections.abc import Iterator

from routing.lifecycles import BUSY_STATES, OPEN_OFFER_STATES
from routing.matching import may_ring_callbacks
from routing.model import Agent, AgentState, Contact, ContactState, DeadlineKind, Offer, OfferState
from routing.state import State


def check(state: State) -> list[str]:
    """Every breach of the laws in this state; empty when all hold."""
    breaches: list[str] = []
    for contact in state.contacts.values():
        breaches += [f"contact {contact.id}: {b}" for b in _check_contact(state, contact)]
    for agent in state.agents.values():
        breaches += [f"agent {agent.id}: {b}" for b in _check_agent(state, agent)]
    for offer in state.offers.values():
        breaches += [f"offer {offer.id}: {b}" for b in _check_offer(state, offer)]
    return [*breaches, *_check_idle(state), *_check_callbacks(state)]


def _check_contact(state: State, contact: Contact) -> Iterator[str]:
    offer = state.offers.get(contact.offer_id) if contact.offer_id is not None else None
    if contact.offer_id is not None and offer is None:
        yield "names an offer that is not open"
    if contact.state is ContactState.ENDED:
        yield "has ended but is remembered"
    if (contact.state is ContactState.OFFERED) != (
        offer is not None and contact.state is not ContactState.CONNECTED
    ):
        yield "is offered without an offer, or the reverse"
    serving = contact.state in (ContactState.CONNECTED, ContactState.WRAPPING_UP)
    if serving != bool(contact.agent_ids):
        yield "is served by nobody, or waits with an agent"
    for agent_id in contact.agent_ids:
        held = contact.id in state.agents[agent_id].contact_ids
        if not held and contact.state is ContactState.CONNECTED:
            yield f"is not held by its agent {agent_id}"
    if contact.rank_at > contact.asked_at:
        yield "ranks after its own asking"


def _check_agent(state: State, agent: Agent) -> Iterator[str]:
    if len(agent.voice_ids) > 1:
        yield "has more than one voice contact"
    if len(agent.chat_ids) > agent.chat_capacity:
        yield "is over chat capacity"
    if agent.voice_ids and agent.chat_ids and not agent.mixes_channels:
        yield "mixes voice and chat without leave to"
    missing = [c for c in agent.contact_ids if c not in state.contacts]
    if missing:
        yield f"holds contacts that are gone: {missing}"
    holds = bool(agent.contact_ids)
    if agent.state in (AgentState.OFFERED, AgentState.ENGAGED) and not holds:
        yield f"is {agent.state} with no live contact"
    if agent.state not in BUSY_STATES and holds:
        yield f"is {agent.state} but holds contacts"
    if agent.leaves_to is not None and agent.state not in BUSY_STATES:
        yield "is free but still to leave"
    timed = (DeadlineKind.WRAP_UP, agent.id) in state.deadlines
    if timed != (agent.state is AgentState.WRAPPING_UP):
        yield "wraps up without an end, or the reverse"
    free = agent.id in state.free_for_voice or agent.id in state.free_for_chat
    if free and (not agent.permitted or agent.state in (AgentState.OFFLINE, AgentState.NOT_READY)):
        yield "is offered work though absent or not permitted"


def _check_offer(state: State, offer: Offer) -> Iterator[str]:
    if offer.state not in OPEN_OFFER_STATES:
        yield "is closed but remembered"
    contact = state.contacts.get(offer.contact_id)
    if contact is None or contact.offer_id != offer.id:
        yield "is for a contact that does not know it"
    timed = (DeadlineKind.OFFER, offer.id) in state.deadlines
    if timed != (offer.state is OfferState.PENDING):
        yield "has no deadline, or outlives it"
    if not offer.legs or len(set(offer.agent_ids)) != len(offer.legs):
        yield "has no leg, or one agent twice"
    for agent_id in offer.agent_ids:
        if offer.contact_id not in state.agents[agent_id].contact_ids:
            yield f"is not held by agent {agent_id}"


def _check_idle(state: State) -> Iterator[str]:
    """Nobody waits for a kind of seat while an agent who may serve it is free."""
    for want, line in state.lines.items():
        waiting = [c for c in state.waiting_in(line) if c.state is ContactState.WAITING]
        if not waiting:
            continue
        free = state.free_for_voice if want.voice else state.free_for_chat
        for agent in free.values():
            plain = [c for c in waiting if agent.id not in c.excluded_agents + c.barred_agents]
            if plain and not agent.on_call and want.is_met_by(agent):
                yield f"contact {plain[0].id} waits while agent {agent.id} is free"


def _check_callbacks(state: State) -> Iterator[str]:
    """No call-back waits for a seat that is free beside enough others."""
    if not may_ring_callbacks(state):
        return
    for contact in state.yielding.values():
        want, barred = state.want_of(contact), contact.excluded_agents + contact.barred_agents
        free = state.free_for_voice if contact.is_voice else state.free_for_chat
        for agent in free.values():
            if agent.id not in barred and not agent.on_call and want.is_met_by(agent):
                yield f"call-back {contact.id} waits while agent {agent.id} is free"
