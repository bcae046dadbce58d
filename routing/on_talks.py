"""What happens to a connected contact: transfer, end of the talk, a broken line, wrap-up.

A transfer and a broken line keep the contact's instant and place (B04, B55).
"""

from routing.assigning import (
    ask_for_lacking,
    look_for_contact,
    look_for_seat,
    offer_contact,
    set_waiting_deadlines,
    settle_agent,
    stand_down,
    withdraw_offer,
)
from routing.decisions import RefuseCode
from routing.events import (
    AgentLineDropped,
    ContactTransferred,
    ConversationEnded,
)
from routing.matching import free_agents
from routing.model import (
    LINE_DROPPED,
    Agent,
    AgentState,
    Contact,
    ContactState,
    DeadlineKind,
    Outcome,
    Role,
)
from routing.on_offers import with_agent
from routing.turn import Turn

C = ContactState


def contact_transferred(turn: Turn, event: ContactTransferred) -> None:
    """The agent passes it on and wraps up; the contact keeps its instant (B04, B14, B52)."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not C.CONNECTED:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    target = None
    if event.agent_id is not None:
        target = free_agents(turn.state, contact.channel).get(event.agent_id)
        if target is None or target.id in contact.barred_agents:
            return turn.refuse(RefuseCode.TARGET_UNAVAILABLE)
    freed = (*withdraw_offer(turn, contact), *release_adviser(turn, contact))
    agents = _let_go(turn, contact)
    _describe_transfer(contact, event, agents)
    turn.note_contact(contact)
    turn.enter_queue(contact)
    for agent in agents:
        wrap_up_agent(turn, agent, turn.state.settings.transfer_wrap_up_s)
    if target is not None:
        offer_contact(turn, contact, [target])
    else:
        look_for_seat(turn, contact)
    set_waiting_deadlines(turn, contact)
    for agent in (*reversed(agents), *freed):
        look_for_contact(turn, agent)
    return None


def _describe_transfer(
    contact: Contact, event: ContactTransferred, agents: tuple[Agent, ...]
) -> None:
    contact.seat = event.seat or contact.seat
    contact.transfers += 1
    contact.booked_at, contact.callback_is_due = None, False
    contact.preferred_agent = event.agent_id
    for agent in agents:
        contact.excluded_agents = with_agent(contact.excluded_agents, agent.id)


def _let_go(turn: Turn, contact: Contact) -> tuple[Agent, ...]:
    agents = tuple(turn.state.agents[a] for a in contact.agent_ids)
    for agent in agents:
        turn.state.release(agent, contact)
    contact.seat_agent = contact.interpreter = contact.lacks = None
    turn.state.lacking.pop(contact.id, None)
    return agents


def release_adviser(turn: Turn, contact: Contact) -> tuple[Agent, ...]:
    """Let the adviser go to a short wrap-up; the contact's own move follows."""
    if contact.adviser is None:
        return ()
    agent = turn.state.agents[contact.adviser]
    contact.adviser = None
    turn.state.release(agent, contact)
    wrap_up_agent(turn, agent, turn.state.settings.interpreter_wrap_up_s)
    return (agent,)


def wrap_up_agent(turn: Turn, agent: Agent, wrap_up_s: float) -> None:
    """Start an agent's wrap-up, unless other contacts still need them or it is zero."""
    if agent.contact_ids or wrap_up_s <= 0:
        return settle_agent(turn, agent)
    until_at = turn.now + wrap_up_s
    turn.move_agent(agent, AgentState.WRAPPING_UP, until_at=until_at)
    turn.set_deadline(DeadlineKind.WRAP_UP, agent.id, until_at)
    return None


def conversation_ended(turn: Turn, event: ConversationEnded) -> None:
    """Talk is over: everyone in it wraps up, and the contact with its seat."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not C.CONNECTED:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    return end_conversation(turn, contact, event.outcome)


def end_conversation(turn: Turn, contact: Contact, outcome: Outcome = Outcome.ANSWERED) -> None:
    """End the talk of a connected contact, whoever hung up."""
    settings = turn.state.settings
    freed = (*withdraw_offer(turn, contact), *release_adviser(turn, contact))
    if contact.lacks is not None:
        contact.lacks = None
        turn.state.lacking.pop(contact.id, None)
    if contact.is_voice:
        agents = _end_voice(turn, contact, outcome)
    elif settings.chat_wrap_up_s > 0:
        turn.move_contact(contact, C.WRAPPING_UP, Outcome.ANSWERED)
        at = turn.now + settings.chat_wrap_up_s
        turn.set_deadline(DeadlineKind.CHAT_WRAP_UP, contact.id, at)
        agents = ()
    else:
        agents = end_contact(turn, contact)
    for agent in (*agents, *freed):
        look_for_contact(turn, agent)


def _end_voice(turn: Turn, contact: Contact, outcome: Outcome) -> tuple[Agent, ...]:
    settings, agents = turn.state.settings, turn.state.agents
    seat = agents[contact.seat_agent] if contact.seat_agent is not None else None
    helper = agents[contact.interpreter] if contact.interpreter is not None else None
    if helper is not None:
        turn.state.release(helper, contact)
    if seat is None or settings.wrap_up_s <= 0:
        freed = end_contact(turn, contact, outcome, helper)
    else:
        turn.move_contact(contact, C.WRAPPING_UP, outcome)
        until_at = turn.now + settings.wrap_up_s
        turn.move_agent(seat, AgentState.WRAPPING_UP, until_at=until_at)
        turn.set_deadline(DeadlineKind.WRAP_UP, seat.id, until_at)
        freed = ()
    if helper is not None:
        wrap_up_agent(turn, helper, settings.interpreter_wrap_up_s)
        freed = (*freed, helper)
    return freed


def end_contact(
    turn: Turn,
    contact: Contact,
    outcome: Outcome = Outcome.ANSWERED,
    helper: Agent | None = None,
) -> tuple[Agent, ...]:
    """Close an answered contact and free its agents; they are to look for the next one.

    A `helper` has been let go already and wraps up by themself.
    """
    others = (turn.state.agents[a] for a in contact.agent_ids)
    agents = tuple(agent for agent in others if agent is not helper)
    for agent in agents:
        turn.state.release(agent, contact)
    turn.move_contact(contact, C.ENDED, outcome)
    for agent in agents:
        if agent.state is not AgentState.WRAPPING_UP:
            settle_agent(turn, agent)
    return agents


def agent_line_dropped(turn: Turn, event: AgentLineDropped) -> None:
    """An agent's line broke: the same agent is rung once more, else the head of the queue (B55).

    In an interpreted call the talk goes on with the other, and the missing part is asked for.
    """
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not C.CONNECTED:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    agent_id = event.agent_id if event.agent_id is not None else contact.seat_agent
    if agent_id is None or agent_id not in contact.agent_ids:
        return turn.refuse(RefuseCode.NOT_CONNECTED)
    agent = turn.state.agents[agent_id]
    if len(contact.agent_ids) > 1:
        return _lose_part(turn, contact, agent)
    freed = (*withdraw_offer(turn, contact), *release_adviser(turn, contact))
    _let_go(turn, contact)
    settle_agent(turn, agent)
    contact.at_head, contact.preferred_agent = True, agent.id
    turn.note_contact(contact)
    turn.enter_queue(contact)
    look_for_seat(turn, contact)
    set_waiting_deadlines(turn, contact)
    for each in (agent, *freed):
        look_for_contact(turn, each)
    return None


def _lose_part(turn: Turn, contact: Contact, agent: Agent) -> None:
    if agent.id == contact.interpreter:
        contact.interpreter, contact.lacks = None, Role.INTERPRETER
    else:
        contact.seat_agent, contact.lacks = None, Role.SEAT
    turn.state.lacking[contact.id] = contact
    turn.state.release(agent, contact)
    turn.move_contact(contact, C.CONNECTED)
    stand_down(turn, agent, LINE_DROPPED)
    ask_for_lacking(turn, contact)
