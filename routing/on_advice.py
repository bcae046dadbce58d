"""What happens when a seat consults somebody while the caller holds, and hands over (B50).

Advice is an offer with one leg beside the talk: refused, missed or withdrawn it leaves the
talk as it was. The adviser counts as engaged, so nobody else is offered to them (law 3).
"""

from routing.assigning import look_for_contact, withdraw_offer
from routing.decisions import RefuseCode
from routing.events import AdviceAsked, AdviceEnded, ContactHandedOver
from routing.model import Agent, Contact, ContactState, Leg, Role
from routing.on_offers import with_agent
from routing.on_talks import release_adviser, wrap_up_agent
from routing.state import State
from routing.turn import Turn


def advice_asked(turn: Turn, event: AdviceAsked) -> None:
    """Ring the named agent, or the best free one; refused at once when nobody can come (B52)."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not ContactState.CONNECTED or not contact.is_voice:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    if contact.offer_id is not None or contact.adviser is not None:
        return turn.refuse(RefuseCode.ADVICE_STANDS)
    agent = _find_adviser(turn.state, contact, event)
    if agent is None:
        return turn.refuse(RefuseCode.TARGET_UNAVAILABLE)
    settings = turn.state.settings
    ring_s = settings.on_call_ring_s if agent.on_call else settings.ring_s
    turn.make_offer(contact, (Leg(agent.id, Role.ADVISER),), ring_s)
    return turn.move_contact(contact, ContactState.CONNECTED)


def _find_adviser(state: State, contact: Contact, event: AdviceAsked) -> Agent | None:
    free = [a for a in state.free_for_voice.values() if a.id not in contact.barred_agents]
    if event.agent_id is not None:
        return next((a for a in free if a.id == event.agent_id), None)
    fits = (a for a in free if event.seat in a.seats)
    return min(fits, key=lambda a: _adviser_key(contact, event.seat, a), default=None)


def _adviser_key(
    contact: Contact, seat: str | None, agent: Agent
) -> tuple[bool, bool, bool, bool, float, int, int]:
    """On shift before on call, the caller's language first: the contact may be handed over."""
    return (
        agent.id in contact.excluded_agents,
        agent.on_call,
        contact.language is not None and contact.language not in agent.languages,
        agent.main_seat != seat,
        agent.idle_since,
        agent.position,
        agent.id,
    )


def advice_ended(turn: Turn, event: AdviceEnded) -> None:
    """The adviser, ringing or talking, is let go; the seat talks on with the caller."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not ContactState.CONNECTED:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    offer = turn.state.offers.get(contact.offer_id) if contact.offer_id is not None else None
    if contact.adviser is None and (offer is None or not offer.is_for_advice):
        return turn.refuse(RefuseCode.NO_ADVICE)
    freed = release_adviser(turn, contact) or withdraw_offer(turn, contact)
    turn.move_contact(contact, ContactState.CONNECTED)
    for agent in freed:
        look_for_contact(turn, agent)
    return None


def contact_handed_over(turn: Turn, event: ContactHandedOver) -> None:
    """The adviser becomes the seat; the first seat wraps up and is not offered it again (B14).

    An interpreter stays when the new seat does not speak the caller's language.
    """
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not ContactState.CONNECTED:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    if contact.adviser is None or contact.lacks is not None:
        return turn.refuse(RefuseCode.NO_ADVICE)
    leaving = _change_seat(turn, contact, turn.state.agents[contact.adviser])
    contact.transfers += 1
    for agent in leaving:
        turn.state.release(agent, contact)
        contact.excluded_agents = with_agent(contact.excluded_agents, agent.id)
    turn.note_contact(contact)
    turn.move_contact(contact, ContactState.CONNECTED)
    for agent in leaving:
        wrap_up_agent(turn, agent, turn.state.settings.transfer_wrap_up_s)
    for agent in leaving:
        look_for_contact(turn, agent)
    return None


def _change_seat(turn: Turn, contact: Contact, adviser: Agent) -> tuple[Agent, ...]:
    leaving = [contact.seat_agent]
    if contact.language is None or contact.language in adviser.languages:
        leaving.append(contact.interpreter)
        contact.interpreter = None
    contact.seat_agent, contact.adviser = adviser.id, None
    return tuple(turn.state.agents[a] for a in leaving if a is not None)
