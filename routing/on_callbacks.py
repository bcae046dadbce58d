"""What happens when a call-back is booked, when its call-out reaches nobody (B61), and when an
agent rings a caller whose line dropped (B56)."""

from routing.assigning import (
    ask_for_lacking,
    look_for_contact,
    set_waiting_deadlines,
    withdraw_offer,
)
from routing.decisions import RefuseCode
from routing.events import (
    CallbackBooked,
    CallbackMissed,
    CallerCalledAgain,
)
from routing.model import (
    AgentState,
    Contact,
    ContactState,
    DeadlineKind,
    OfferState,
    Outcome,
    Role,
)
from routing.turn import Turn

C = ContactState


def callback_booked(turn: Turn, event: CallbackBooked) -> None:
    """The person takes a call-back: the place stays, those on the line go first.

    Who prefers it to the interpreter being rung takes it still; the rings stop (B18).
    """
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.booked_at is not None or not _may_book(turn, contact):
        return turn.refuse(RefuseCode.NOT_WAITING)
    freed = withdraw_offer(turn, contact)
    contact.booked_at, contact.callback_is_due, contact.overdue = turn.now, False, False
    turn.cancel_deadline(DeadlineKind.LONGEST_WAIT, contact.id)
    turn.note_contact(contact)
    turn.move_contact(contact, C.WAITING)
    set_waiting_deadlines(turn, contact, event.closes_at)
    for agent in freed:
        look_for_contact(turn, agent)
    return None


def _may_book(turn: Turn, contact: Contact) -> bool:
    """Waiting, or rung for an interpreted call that nobody has accepted yet."""
    if contact.state is C.WAITING or contact.offer_id is None:
        return contact.state is C.WAITING
    offer = turn.state.offers[contact.offer_id]
    is_open = contact.state is C.OFFERED and offer.state is OfferState.PENDING
    return is_open and offer.is_interpreted and not offer.accepted_by


def callback_missed(turn: Turn, event: CallbackMissed) -> None:
    """The call-out reached nobody: the agent is free without wrap-up, the contact rests or ends."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.booked_at is None or contact.state is not C.OFFERED:
        return turn.refuse(RefuseCode.NOT_BOOKED)
    freed = withdraw_offer(turn, contact)
    if event.retry_at is None:
        turn.move_contact(contact, C.WAITING)
        turn.move_contact(contact, C.ENDED, Outcome.CALLBACK_UNREACHED)
    else:
        contact.retry_at = event.retry_at
        turn.note_contact(contact)
        turn.move_contact(contact, C.WAITING)
        turn.set_deadline(DeadlineKind.CALLBACK_RETRY, contact.id, event.retry_at)
    for agent in freed:
        look_for_contact(turn, agent)
    return None


def caller_called_again(turn: Turn, event: CallerCalledAgain) -> None:
    """The wrap-up becomes the talk again: one contact, one ticket, its outcome already known.

    Who needed an interpreter needs one again.
    """
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None or contact.state is not C.WRAPPING_UP or not contact.is_voice:
        return turn.refuse(RefuseCode.NOT_WRAPPING_UP)
    agent = turn.state.agents[contact.agent_ids[0]]
    if agent.state is not AgentState.WRAPPING_UP or contact.id not in agent.voice_ids:
        return turn.refuse(RefuseCode.NOT_WRAPPING_UP)
    turn.cancel_deadline(DeadlineKind.WRAP_UP, agent.id)
    if contact.interpreter is not None:
        contact.interpreter, contact.lacks = None, Role.INTERPRETER
        turn.state.lacking[contact.id] = contact
    turn.move_contact(contact, C.CONNECTED)
    turn.move_agent(agent, AgentState.ENGAGED)
    ask_for_lacking(turn, contact)
    return None
