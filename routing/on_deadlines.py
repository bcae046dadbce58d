"""What happens when a deadline is reached: exactly at its instant is inside (B81).

Late and repeated deadlines are refused, so a shell may send one twice.
"""

from typing import assert_never

from routing.assigning import look_for_contact, look_for_seat
from routing.decisions import OfferCallback, RefuseCode
from routing.events import DeadlineReached
from routing.model import (
    AgentId,
    Contact,
    ContactId,
    ContactState,
    DeadlineKind,
    OfferId,
    Outcome,
)
from routing.on_agents import end_wrap_up
from routing.on_contacts import end_waiting
from routing.on_offers import lapse_offer
from routing.on_talks import end_contact
from routing.turn import Turn

K = DeadlineKind


def deadline_reached(turn: Turn, event: DeadlineReached) -> None:
    """Serve one deadline that is set and due."""
    kind, subject_id, state = event.kind, event.subject_id, turn.state
    at = state.deadlines.get((kind, subject_id))
    if at is None:
        return turn.refuse(RefuseCode.DEADLINE_NOT_SET)
    if turn.now < at:
        return turn.refuse(RefuseCode.DEADLINE_EARLY)
    turn.cancel_deadline(kind, subject_id)
    if kind is K.OFFER:
        offer = state.offers[OfferId(subject_id)]
        return lapse_offer(turn, offer, at, was_away=event.was_away)
    if kind is K.WRAP_UP:
        return end_wrap_up(turn, state.agents[AgentId(subject_id)])
    if kind is K.CALLBACK_TURN:  # the next one goes at the end of this step, or with a freed seat
        return None
    return _serve_contact(turn, kind, state.contacts[ContactId(subject_id)])


def _serve_contact(turn: Turn, kind: DeadlineKind, contact: Contact) -> None:
    match kind:
        case K.LONGEST_WAIT:
            _end_longest_wait(turn, contact)
        case K.INTERPRET | K.ON_CALL:
            look_for_seat(turn, contact)
        case K.CALLBACK_OFFER:
            if contact.state is ContactState.WAITING and contact.booked_at is None:
                turn.decisions.append(OfferCallback(contact.id, contact.language))
        case K.CALLBACK_DUE:
            contact.callback_is_due = True
            _look_again(turn, contact)
        case K.CALLBACK_RETRY:
            contact.retry_at = None
            turn.note_contact(contact)
            turn.enter_queue(contact)
            look_for_seat(turn, contact)
        case K.CHAT_WRAP_UP:
            for agent in end_contact(turn, contact):
                look_for_contact(turn, agent)
        case K.OFFER | K.WRAP_UP | K.CALLBACK_TURN:
            raise ValueError(kind)
        case _:
            assert_never(kind)


def _look_again(turn: Turn, contact: Contact) -> None:
    turn.note_contact(contact)
    if contact.state is ContactState.WAITING:
        turn.move_contact(contact, ContactState.WAITING)
        look_for_seat(turn, contact)


def _end_longest_wait(turn: Turn, contact: Contact) -> None:
    if contact.state is ContactState.WAITING:
        return end_waiting(turn, contact, Outcome.TIMED_OUT)
    contact.overdue = True  # being connected: the attempt decides (B33)
    return turn.note_contact(contact)
