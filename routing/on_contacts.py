"""What happens when a contact asks, leaves, is transferred, ends, or wants a call-back.

The start of waiting never changes here: `asked_at` is written once, by the shell.
"""

from routing.assigning import (
    look_for_contact,
    look_for_seat,
    set_waiting_deadlines,
    withdraw_offer,
)
from routing.decisions import RefuseCode
from routing.events import (
    ContactAsked,
    ContactLeft,
    ContactRedescribed,
    InterpreterAsked,
)
from routing.model import (
    Contact,
    ContactState,
    Outcome,
)
from routing.on_talks import end_conversation
from routing.turn import Turn

C = ContactState


def contact_asked(turn: Turn, event: ContactAsked) -> None:
    """A new contact enters the queue and looks at once for a seat."""
    contact = event.contact
    if contact.id in turn.state.contacts:
        return turn.refuse(RefuseCode.CONTACT_EXISTS)
    turn.state.contacts[contact.id] = contact
    turn.enter_queue(contact)
    look_for_seat(turn, contact)
    set_waiting_deadlines(turn, contact, event.closes_at)
    return None


def contact_left(turn: Turn, event: ContactLeft) -> None:
    """The person went: ringing stops at once (B32); in mid-talk it is the end of the talk."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None:
        return turn.refuse(RefuseCode.UNKNOWN_CONTACT)
    if contact.state is C.CONNECTED:
        return end_conversation(turn, contact)
    if contact.state is C.WRAPPING_UP:
        return turn.refuse(RefuseCode.CONTACT_ENDED)
    end_waiting(turn, contact, event.outcome or abandonment(turn, contact))
    return None


def abandonment(turn: Turn, contact: Contact) -> Outcome:
    """Short or long, by the wait since asking; exactly at the limit is short (B81)."""
    waited_s = turn.now - contact.asked_at
    short = waited_s <= turn.state.settings.short_abandon_s
    return Outcome.ABANDONED_SHORT if short else Outcome.ABANDONED


def end_waiting(turn: Turn, contact: Contact, outcome: Outcome) -> None:
    """Close a waiting or offered contact; whoever rang for it is free again."""
    freed = withdraw_offer(turn, contact)
    turn.move_contact(contact, C.ENDED, outcome)
    for agent in reversed(freed):
        look_for_contact(turn, agent)


def contact_redescribed(turn: Turn, event: ContactRedescribed) -> None:
    """What was heard was wrong, or more is known; the place is kept, a waiting one looks."""
    contact = turn.state.contacts.get(event.contact_id)
    if contact is None:
        return turn.refuse(RefuseCode.UNKNOWN_CONTACT)
    turn.state.unindex_contact(contact)
    contact.language, contact.variety = event.language, event.variety
    contact.seat, contact.danger = event.seat, event.danger
    contact.head_starts = event.head_starts
    turn.note_contact(contact)
    if contact.state is C.WAITING:
        turn.move_contact(contact, C.WAITING)
        look_for_seat(turn, contact)
    return None


def interpreter_asked(turn: Turn, event: InterpreterAsked) -> None:
    """The person chose to talk now with an interpreter: the set wait is not waited for (B18)."""
    contact = turn.state.contacts.get(event.contact_id)
    may_choose = contact is not None and contact.is_voice and contact.booked_at is None
    if contact is None or not may_choose or contact.state not in {C.WAITING, C.OFFERED}:
        return turn.refuse(RefuseCode.NOT_WAITING)
    contact.interpreter_asked = True
    turn.note_contact(contact)
    look_for_seat(turn, contact)
    return None
