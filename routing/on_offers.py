"""What happens when an offer is accepted, declined, failed, lapsed or connected.

Exactly one agent gets a contact (B34); a late answer is refused and changes nothing (B31).
"""

from typing import assert_never

from routing.assigning import (
    ask_for_lacking,
    look_for_contact,
    look_for_seat,
    settle_agent,
    stand_down,
)
from routing.decisions import ConnectOffer, RefuseCode
from routing.events import OfferAccepted, OfferConnected, OfferDeclined, OfferFailed
from routing.lifecycles import require_offer_move
from routing.model import (
    BREAK,
    DECLINED,
    JOIN_FAILED,
    MISSED,
    OUR_SILENCE,
    Agent,
    AgentId,
    AgentState,
    Contact,
    ContactState,
    DeadlineKind,
    Instant,
    Leg,
    Offer,
    OfferState,
    Outcome,
    Role,
)
from routing.turn import Turn

RETURN_S = 10.0
"""So long an offer stands that was due while we were away, counted from our return."""
ROUNDING_S = 0.01
"""A deadline is kept in microseconds, so it may come that much later than it was set."""
_BLAMELESS = frozenset({JOIN_FAILED, OUR_SILENCE})


def offer_accepted(turn: Turn, event: OfferAccepted) -> None:
    """An agent says yes: wins, completes a pair, or learns that another was faster."""
    offer = turn.state.offers.get(event.offer_id)
    if offer is None:
        return turn.refuse(RefuseCode.OFFER_NOT_PENDING)
    if event.agent_id not in offer.agent_ids:
        return turn.refuse(RefuseCode.OFFER_TAKEN)
    if offer.state is not OfferState.PENDING or event.agent_id in offer.accepted_by:
        return turn.refuse(RefuseCode.OFFER_NOT_PENDING)
    turn.accept_leg(offer, event.agent_id)
    losers: list[Agent] = []
    if offer.is_interpreted:
        if len(offer.accepted_by) < len(offer.legs):
            return None
    else:
        losers = _drop_losers(turn, offer, event.agent_id)
    require_offer_move(offer.id, offer.state, OfferState.ACCEPTED)
    offer.state = OfferState.ACCEPTED
    turn.cancel_deadline(DeadlineKind.OFFER, offer.id)
    turn.decisions.append(ConnectOffer(offer.id))
    for agent in losers:
        look_for_contact(turn, agent)
    return None


def _drop_losers(turn: Turn, offer: Offer, winner: AgentId) -> list[Agent]:
    losers = [turn.state.agents[a] for a in offer.agent_ids if a != winner]
    for agent in losers:
        turn.drop_leg(offer, agent.id, OfferState.WITHDRAWN)
        settle_agent(turn, agent)
    return losers


def offer_declined(turn: Turn, event: OfferDeclined) -> None:
    """An agent says no: not ready until they say so, and not offered this contact again."""
    _end_leg(turn, event, OfferState.DECLINED)


def offer_failed(turn: Turn, event: OfferFailed) -> None:
    """A leg broke. When only the joining failed, or we heard nobody, the agent is free again."""
    _end_leg(turn, event, OfferState.FAILED)


def _end_leg(turn: Turn, event: OfferDeclined | OfferFailed, how: OfferState) -> None:
    offer = turn.state.offers.get(event.offer_id)
    if offer is None:
        return turn.refuse(RefuseCode.OFFER_NOT_PENDING)
    if event.agent_id not in offer.agent_ids:
        return turn.refuse(RefuseCode.NOT_OFFERED_TO_AGENT)
    if offer.state is OfferState.ACCEPTED and how is OfferState.DECLINED:
        return turn.refuse(RefuseCode.OFFER_NOT_PENDING)
    contact = turn.state.contacts[offer.contact_id]
    agent = turn.state.agents[event.agent_id]
    if isinstance(event, OfferDeclined):
        contact.excluded_agents = with_agent(contact.excluded_agents, agent.id)
        reason = DECLINED
    else:
        contact.missed_by = with_agent(contact.missed_by, agent.id)
        reason = event.reason
    turn.note_contact(contact)
    if not offer.is_interpreted and len(offer.legs) > 1:
        turn.drop_leg(offer, agent.id, how)
        if reason not in _BLAMELESS:
            return _stand_down(turn, agent, reason)
        settle_agent(turn, agent)
        return look_for_contact(turn, agent)
    at_fault = {} if reason in _BLAMELESS else {agent.id: reason}
    close_unanswered(turn, offer, how, at_fault)
    return None


def lapse_offer(turn: Turn, offer: Offer, due_at: Instant, *, was_away: bool) -> None:
    """Nobody answered in time: each silent agent misses; the contact keeps its place (B30).

    Who rang into our absence has a little longer, since they may hold the line; then the silence
    is ours and they stay ready.
    """
    is_ours = due_at > offer.deadline_at + ROUNDING_S
    if was_away and not is_ours:
        return turn.set_deadline(DeadlineKind.OFFER, offer.id, turn.now + RETURN_S)
    contact = turn.state.contacts[offer.contact_id]
    silent = {a: MISSED for a in offer.agent_ids if a not in offer.accepted_by}
    contact.missed_by = (*contact.missed_by, *(a for a in silent if a not in contact.missed_by))
    turn.note_contact(contact)
    if is_ours:
        close_unanswered(turn, offer, OfferState.FAILED, {})
    else:
        close_unanswered(turn, offer, OfferState.NO_ANSWER, silent)
    return None


def close_unanswered(
    turn: Turn, offer: Offer, how: OfferState, at_fault: dict[AgentId, str]
) -> None:
    """End an offer without a connection: the contact waits on, everyone looks again."""
    contact = turn.state.contacts[offer.contact_id]
    agents = turn.close_offer(offer, how)
    _return_contact(turn, contact)
    for agent in agents:
        if agent.id in at_fault:
            _stand_down(turn, agent, at_fault[agent.id])
        else:
            settle_agent(turn, agent)
    for agent in reversed(agents):  # the interpreter is freed before the seat
        look_for_contact(turn, agent)
    if contact.lacks is not None:
        ask_for_lacking(turn, contact)
    else:
        look_for_seat(turn, contact)


def _return_contact(turn: Turn, contact: Contact) -> None:
    if contact.state is ContactState.CONNECTED:  # it was asking for a missing part only
        turn.move_contact(contact, ContactState.CONNECTED)
    elif contact.overdue:  # the longest wait passed while it rang: the attempt decided (B33)
        turn.move_contact(contact, ContactState.WAITING)
        turn.move_contact(contact, ContactState.ENDED, Outcome.TIMED_OUT)
    elif contact.booked_at is not None:
        turn.enter_queue(contact)
    else:
        turn.move_contact(contact, ContactState.WAITING)


def _stand_down(turn: Turn, agent: Agent, reason: str) -> None:
    """Count a miss; too many in a row make a break."""
    if reason == MISSED:
        agent.misses += 1
        if agent.misses >= turn.state.settings.misses_to_break:
            reason = BREAK
    stand_down(turn, agent, reason)


def offer_connected(turn: Turn, event: OfferConnected) -> None:
    """The second of the two was joined: answered (B57). The misses' count resets."""
    state = turn.state
    offer = state.offers.get(event.offer_id)
    if offer is None or offer.state is not OfferState.ACCEPTED:
        return turn.refuse(RefuseCode.OFFER_NOT_ACCEPTED)
    contact = state.contacts[offer.contact_id]
    agents = turn.close_offer(offer, OfferState.CONNECTED)
    for leg in offer.legs:
        _take_part(contact, leg)
    if not offer.is_for_advice:
        contact.lacks = None
        state.lacking.pop(contact.id, None)
    if contact.at_head or contact.booked_at is not None:
        contact.at_head = False
        contact.booked_at, contact.callback_is_due = None, False  # reached: a live caller now
        turn.note_contact(contact)
    turn.cancel_contact_deadlines(contact)
    turn.move_contact(contact, ContactState.CONNECTED)
    for agent in agents:
        agent.misses = 0
        wraps = agent.state is AgentState.WRAPPING_UP  # a chat joined during a voice wrap-up
        to = AgentState.WRAPPING_UP if wraps else AgentState.ENGAGED
        turn.move_agent(agent, to, until_at=agent.until_at)
    if contact.lacks is not None:
        ask_for_lacking(turn, contact)
    return None


def _take_part(contact: Contact, leg: Leg) -> None:
    match leg.role:
        case Role.SEAT:
            contact.seat_agent = leg.agent_id
        case Role.INTERPRETER:
            contact.interpreter = leg.agent_id
        case Role.ADVISER:
            contact.adviser = leg.agent_id
        case _:
            assert_never(leg.role)


def with_agent(ids: tuple[AgentId, ...], agent_id: AgentId) -> tuple[AgentId, ...]:
    """The ids and this one, each once, in order of happening."""
    return ids if agent_id in ids else (*ids, agent_id)
