"""Use cases of a call while the line is closed: the night line rings who is on call, else a message
with a deadline for our answer (R4).
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.callbacks.actions import ask_for_callback
from app.hotline.calls.facts import CLOSED_TOLD, NIGHT_LINE_RUNG
from app.hotline.calls.voice import Voice
from app.hotline.calls.waiting.waiting_queries import find_seat_on_call
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import end_unasked
from app.hotline.dispatch.deadlines import DueKind, is_set, set_deadline
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.actions import Opening, find_opening
from app.hotline.recordings.actions import note_recording
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, TakeMessage
from routing.model import Outcome

LONGEST_MESSAGE_S = 120
SHORTEST_MESSAGE_S = 1.0
UNTOLD_LENGTH_S = 1
"""A message of unknown length may hold everything: somebody listens to it."""
MESSAGE_AWAITED = DueKind(
    "message_awaited",
    subject="contact",
    served_by="app.hotline.calls.caller_actions.serve_message_awaited",
)
MESSAGE_WITHIN_S = 10
"""Whoever speaks and hangs up: the end of the call and the message are told side by side."""


def find_night_seat(work: RoutingWork, contact: Contact, opening: Opening) -> str | None:
    """The kind of seat that the night line asks for; None where nobody on call is there who
    speaks the caller's language: then a message is the better answer."""
    if not opening.is_night_line:
        return None
    seat = find_seat_on_call(work.uow.session, contact.language)
    if seat is not None:
        work.uow.record(NIGHT_LINE_RUNG, contact_id=contact.id, reason=opening.answer.reason.value)
    return seat


def close_for_caller(work: RoutingWork, voice: Voice, contact: Contact, opening: Opening) -> Answer:
    """Tell the caller that the line is closed and take a message."""
    contact.closed_reason = opening.answer.reason.value
    work.uow.record(CLOSED_TOLD, contact_id=contact.id, reason=contact.closed_reason)
    return TakeMessage(
        voice.say("closed_leave_message", contact.language),
        voice.links.contact(contact.token, "message"),
        LONGEST_MESSAGE_S,
    )


def await_message(uow: UnitOfWork, contact: Contact) -> bool:
    """The caller has hung up while we asked for a message: it may still be on its way; False
    when that is waited for already."""
    if is_set(uow.session, MESSAGE_AWAITED, contact.id):
        return False
    due_at = uow.now + timedelta(seconds=MESSAGE_WITHIN_S)
    set_deadline(uow, MESSAGE_AWAITED, contact.id, due_at)
    return True


def take_message(
    work: RoutingWork, voice: Voice, contact: Contact, recording_sid: str, length_s: float
) -> Answer:
    """The caller has spoken: the message goes on the ticket with a deadline; told twice is once.

    Whoever hung up after speaking may be known to have gone before their message is: it is kept.
    """
    is_spoken = recording_sid != "" and length_s >= SHORTEST_MESSAGE_S
    if contact.state == ContactStage.ARRIVED:
        end_unasked(work.uow, contact, Outcome.LEFT_MESSAGE if is_spoken else Outcome.CLOSED)
    if not is_spoken or contact.closed_reason is None:
        return voice.say_and_hang_up("goodbye", contact.language)
    note_recording(work.uow, contact, "message", recording_sid, length_s)
    opens_at = find_opening(work.hotline, work.uow.now).opens_at or work.uow.now
    within = timedelta(seconds=work.state.settings.message_answer_within_s)
    ask_for_callback(work.uow, contact.id, "message", opens_at + within)
    return voice.say_and_hang_up("message_taken", contact.language)
