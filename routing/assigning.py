"""Bringing contacts and agents together once something became free or started to wait.

Uses `matching` to choose and `Turn` to act. Never answers events itself.
"""

from routing.matching import (
    best_contact,
    best_interpreter,
    best_seats,
    count_on_duty,
    interpreted_pair,
    may_ring_callbacks,
    may_serve,
)
from routing.matching import next_interpretable as interpretable_with
from routing.model import (
    Agent,
    AgentState,
    Band,
    Contact,
    ContactState,
    DeadlineKind,
    Instant,
    Leg,
    Offer,
    OfferState,
    Role,
)
from routing.ranking import rank_key
from routing.settings import BEFORE_CLOSING_S, find_turn_spacing_s
from routing.state import State
from routing.turn import Turn

TURN = (DeadlineKind.CALLBACK_TURN, 0)
"""While it is set no overdue call-back takes a turn: one of the line, not of a contact."""
INTERPRET_MARGIN_S = 0.05  # looked at just after the wait, so that rounding cannot miss it


def offer_contact(turn: Turn, contact: Contact, agents: list[Agent]) -> None:
    """Offer a waiting contact to these agents; the first to accept gets it."""
    on_call = all(agent.on_call for agent in agents)
    settings = turn.state.settings
    legs = tuple(Leg(agent.id) for agent in agents)
    turn.make_offer(contact, legs, settings.on_call_ring_s if on_call else settings.ring_s)
    turn.move_contact(contact, ContactState.OFFERED)


def offer_interpreted(turn: Turn, contact: Contact, expert: Agent, interpreter: Agent) -> None:
    """One offer, two legs, one deadline."""
    legs = (Leg(expert.id), Leg(interpreter.id, Role.INTERPRETER))
    turn.make_offer(contact, legs, turn.state.settings.ring_s)
    turn.move_contact(contact, ContactState.OFFERED)


def look_for_seat(turn: Turn, contact: Contact) -> None:
    """A waiting contact looks for a free seat, then for an interpreted call."""
    if contact.state is not ContactState.WAITING or contact.retry_at is not None:
        return
    if turn.state.spares_the_line(contact):  # `ring_callbacks`, once the step has served the line
        return
    agents = best_seats(turn.state, contact, turn.now)
    if agents:
        offer_contact(turn, contact, agents)
        return
    pair = interpreted_pair(turn.state, contact, turn.now)
    if pair is not None:
        offer_interpreted(turn, contact, *pair)


def look_for_contact(turn: Turn, agent: Agent) -> None:
    """A free agent looks for a contact; chats are taken until capacity is used up."""
    state = turn.state
    while agent.id in state.free_for_voice or agent.id in state.free_for_chat:
        if state.lacking and _complete_contact(turn, agent):
            return
        contact = best_contact(state, agent, turn.now)
        overdue = _find_turn_taker(state, agent, turn.now)
        if overdue is not None and not (contact is not None and contact.band is Band.FIRST):
            _take_turn(turn, overdue, [agent])
        elif contact is not None:
            offer_contact(turn, contact, [agent])
        else:
            break
    if agent.id in state.free_for_voice:
        for contact, expert, interpreter in interpretable_with(state, agent, turn.now):
            offer_interpreted(turn, contact, expert, interpreter)


def _find_turn_taker(state: State, agent: Agent, now: Instant) -> Contact | None:
    """The longest waiting call-back whose patience is over and that this agent fits; None while
    another has just had its turn."""
    if not state.yielding or TURN in state.deadlines or agent.id not in state.free_for_voice:
        return None
    for contact in _list_overdue(state):
        want = state.want_of(contact)
        if want.is_met_by(agent) and may_serve(state, contact, want, agent, now):
            return contact
    return None


def _list_overdue(state: State) -> list[Contact]:
    """Whose patience is over, the longest waiting first; nobody where the rule has none."""
    if state.settings.callback_patience_s is None:
        return []
    return sorted((c for c in state.yielding.values() if c.callback_is_due), key=rank_key)


def _take_turn(turn: Turn, contact: Contact, agents: list[Agent]) -> None:
    """An overdue call-back goes before those on the line; the next one a good while later."""
    spacing_s = find_turn_spacing_s(count_on_duty(turn.state))
    offer_contact(turn, contact, agents)
    turn.set_deadline(*TURN, turn.now + spacing_s)


def _ring_overdue(turn: Turn) -> None:
    """Too few seats are free, and one call-back has waited long enough for more."""
    state = turn.state
    if TURN in state.deadlines or not state.free_for_voice:
        return
    for contact in _list_overdue(state):
        agents = best_seats(state, contact, turn.now)
        if agents:
            _take_turn(turn, contact, agents)
            return


def ring_callbacks(turn: Turn) -> None:
    """Ring call-backs, the longest waiting first, on seats that nobody on the line can use, as
    long as enough are free; whose patience is over needs but one."""
    state = turn.state
    if not state.yielding:
        return
    if not may_ring_callbacks(state):
        _ring_overdue(turn)
        return
    for contact in sorted(state.yielding.values(), key=rank_key):
        agents = best_seats(state, contact, turn.now)
        if agents:
            offer_contact(turn, contact, agents)
            if not may_ring_callbacks(state):
                return


def _complete_contact(turn: Turn, agent: Agent) -> bool:
    """Offer the agent a connected contact that lost its interpreter or its expert."""
    for contact in list(turn.state.lacking.values()):
        if contact.offer_id is None and _fills(turn, contact, agent):
            ask_for_lacking(turn, contact)
            if agent.id not in turn.state.free_for_voice:
                return True
    return False


def _fills(turn: Turn, contact: Contact, agent: Agent) -> bool:
    if agent.id not in turn.state.free_for_voice or agent.id in contact.barred_agents:
        return False
    common = turn.state.settings.common_language
    if contact.lacks is Role.INTERPRETER:
        return {contact.language, common} <= agent.languages
    return (common, contact.seat) in agent.serves


def ask_for_lacking(turn: Turn, contact: Contact) -> Offer | None:
    """Ring a free agent for the part that a connected contact lacks."""
    if contact.lacks is None or contact.offer_id is not None:
        return None
    if contact.lacks is Role.INTERPRETER:
        agent = best_interpreter(turn.state, contact)
    else:
        fits = [a for a in turn.state.free_for_voice.values() if _fills(turn, contact, a)]
        agent = min(fits, key=lambda a: (a.idle_since, a.position), default=None)
    if agent is None:
        return None
    legs = (Leg(agent.id, contact.lacks),)
    offer = turn.make_offer(contact, legs, turn.state.settings.ring_s)
    turn.move_contact(contact, ContactState.CONNECTED)
    return offer


def settle_agent(turn: Turn, agent: Agent, wrap_up_is_over: bool = False) -> None:
    """After a contact let go of the agent: what is left decides what the agent is now.

    A timed wrap-up goes on whatever ends beside it. Does not look for a contact: the caller
    does, once every change of the turn is made.
    """
    if agent.state is AgentState.WRAPPING_UP and not wrap_up_is_over:
        turn.move_agent(agent, AgentState.WRAPPING_UP, until_at=agent.until_at)
        return
    if not agent.voice_ids and not agent.chat_ids:
        rest_agent(turn, agent)
        return
    state = turn.state
    contacts = [state.contacts[c] for c in agent.contact_ids if c in state.contacts]
    if any(_is_connected_to(contact, agent) for contact in contacts):
        turn.move_agent(agent, AgentState.ENGAGED)
    elif any(contact.offer_id is not None for contact in contacts):
        turn.move_agent(agent, AgentState.OFFERED)
    else:
        rest_agent(turn, agent)


def _is_connected_to(contact: Contact, agent: Agent) -> bool:
    held = (ContactState.CONNECTED, ContactState.WRAPPING_UP)
    return contact.state in held and agent.id in (*contact.agent_ids, contact.adviser)


def rest_agent(turn: Turn, agent: Agent, to: AgentState = AgentState.READY, why: str = "") -> None:
    """The agent's work is over: ready (or `to`), or wherever the agent asked to go."""
    if agent.leaves_to is not None:
        to, why = agent.leaves_to, agent.leaves_reason
        agent.leaves_to, agent.leaves_reason = None, ""
    turn.move_agent(agent, to, reason=why, idle_since=turn.now)


def stand_down(turn: Turn, agent: Agent, reason: str) -> None:
    """Not ready until the agent says so: at once, or after the contacts still served."""
    if agent.contact_ids or agent.state is AgentState.WRAPPING_UP:
        agent.leaves_to, agent.leaves_reason = AgentState.NOT_READY, reason
        settle_agent(turn, agent)
    else:
        rest_agent(turn, agent, AgentState.NOT_READY, reason)


def withdraw_offer(turn: Turn, contact: Contact) -> tuple[Agent, ...]:
    """Stop an open offer of the contact; its agents are settled and returned."""
    if contact.offer_id is None:
        return ()
    offer: Offer = turn.state.offers[contact.offer_id]
    agents = turn.close_offer(offer, OfferState.WITHDRAWN)
    for agent in agents:
        settle_agent(turn, agent)
    return agents


def set_waiting_deadlines(turn: Turn, contact: Contact, closes_at: Instant | None = None) -> None:
    """The instants at which a contact that still waits is looked at again."""
    settings, now = turn.state.settings, turn.now
    if contact.booked_at is not None:  # a call-back asks for nothing but its own turn
        turn_at = _find_turn(turn.state, contact.booked_at, closes_at)
        if turn_at is not None:
            turn.set_deadline(DeadlineKind.CALLBACK_DUE, contact.id, turn_at)
        return
    rule = settings.interpreted
    if rule.enabled and contact.language == rule.language and contact.is_voice:
        at = now + rule.after_s + INTERPRET_MARGIN_S
        turn.set_deadline(DeadlineKind.INTERPRET, contact.id, at)
    if settings.on_call_after_s > 0 and now - contact.asked_at < settings.on_call_after_s:
        at = contact.asked_at + settings.on_call_after_s
        turn.set_deadline(DeadlineKind.ON_CALL, contact.id, at)
    if settings.callback_offer_after_s is not None and contact.is_voice:
        at = now + settings.callback_offer_after_s
        turn.set_deadline(DeadlineKind.CALLBACK_OFFER, contact.id, at)
    if settings.longest_wait_s is not None and not contact.overdue:
        since = now if contact.transfers else contact.asked_at
        at = max(now, since + settings.longest_wait_s)
        turn.set_deadline(DeadlineKind.LONGEST_WAIT, contact.id, at)


def _find_turn(state: State, booked_at: Instant, closes_at: Instant | None) -> Instant | None:
    """When a call-back no longer waits for a quiet moment: its patience after the promise, or an
    hour before the line closes if that is earlier and past the promise."""
    settings = state.settings
    if settings.callback_overtakes_after_s is not None:
        return booked_at + settings.callback_overtakes_after_s
    if settings.callback_patience_s is None:
        return None
    promised_at = booked_at + settings.callback_promise_s
    turn_at = promised_at + settings.callback_patience_s
    if closes_at is not None:
        turn_at = min(turn_at, max(promised_at, closes_at - BEFORE_CLOSING_S))
    return turn_at
