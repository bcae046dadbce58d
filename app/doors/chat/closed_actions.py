"""Use cases of writing to us while the line is closed: the words are kept with a deadline for the
answer, and whoever answers them writes into the same conversation."""

from __future__ import annotations

from datetime import timedelta

from app.doors.chat.message_actions import SEND_TEXT, Words, keep_message, keep_own_words
from app.doors.chat.models import Message
from app.doors.chat.wording import CLOSED, ChatWording
from app.hotline.callbacks.actions import ask_for_callback, hasten
from app.hotline.callbacks.queries import is_owed
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import end_unasked
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.actions import Opening
from app.kit.errors import Refused
from app.kit.i18n.formats import format_instant
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import Outcome

NOTICE = "closed-notice"
"""The sender token of the notice: told twice it is one."""


def leave_message(
    work: RoutingWork, wording: ChatWording, contact: Contact, opening: Opening
) -> Message | None:
    """Nobody is there: the message stays with a deadline, and the writer is told which.

    Somebody in danger is the first to be answered.
    """
    uow = work.uow
    contact.closed_reason = opening.answer.reason.value
    within = timedelta(seconds=work.state.settings.message_answer_within_s)
    due_at = (opening.opens_at or uow.now) + within
    if contact.danger:
        due_at = uow.now
    end_unasked(uow, contact, Outcome.LEFT_MESSAGE)
    ask_for_callback(uow, contact.id, "message", due_at)
    if contact.danger:  # what is told instead names help, and no hour to wait for
        return None
    told = wording.write(CLOSED, contact.language, time=format_instant(due_at))
    return keep_own_words(uow, contact, Words(told, NOTICE))


def hasten_answer(uow: UnitOfWork, contact: Contact) -> None:
    """A message that was left has come to tell of danger: it is due now."""
    if is_left_message(uow, contact):
        hasten(uow, contact.id)


def is_left_message(uow: UnitOfWork, contact: Contact) -> bool:
    """Whether this is a message that still waits for its answer: more may be added to it."""
    is_left = contact.state == ContactStage.ENDED and contact.outcome == Outcome.LEFT_MESSAGE
    return is_left and is_owed(uow.session, contact.id)


def answer_left_message(
    uow: UnitOfWork, contact: Contact, agent_id: int | None, words: Words
) -> Message:
    """Answer in writing somebody to whom we owe an answer; a text goes out as a text message.

    Raises Refused for one who writes with an agent now.
    """
    if contact.state != ContactStage.ENDED:
        raise Refused("not_connected")
    message = keep_message(uow, contact, "agent", words, agent_id)
    if contact.channel == "text":
        uow.owe(SEND_TEXT, contact_id=contact.id, message_id=message.id)
    return message
