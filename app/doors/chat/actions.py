"""Use cases of the written channel: the same queue, offers, agents and ticket as a call.

The language is found from the writing; a person is asked for with the first message.  Sending
the same message twice (a page that reconnects) is one message.
"""

from __future__ import annotations

from app.doors.chat.closed_actions import hasten_answer, is_left_message, leave_message
from app.doors.chat.danger_answer import answer_danger
from app.doors.chat.message_actions import SEND_TEXT, Words, keep_message
from app.doors.chat.models import Message
from app.doors.chat.wording import ChatWording
from app.hotline.contacts.actions import Arrival, arrive, set_language
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number
from app.hotline.danger.actions import Source, hear_danger
from app.hotline.dispatch.actions import ask_for_seat, end_contact
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.actions import find_opening
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.language import WrittenLanguage, tag_language

_SPOKEN = {WrittenLanguage.BO: "bo", WrittenLanguage.MIXED: "bo", WrittenLanguage.ZH: "zh"}
_OVER = frozenset({ContactStage.ENDED, ContactStage.WRAPPING_UP})
_IN_HAND = frozenset({ContactStage.CONNECTED, ContactStage.WRAPPING_UP})


def start_chat(uow: UnitOfWork, page_language: str | None, *, training: bool) -> Contact:
    """Somebody opens the chat; nothing is asked of a person before the first message."""
    contact = arrive(uow, Arrival("chat", training=training))
    contact.caller.last_language = page_language
    return contact


def write_as_caller(
    work: RoutingWork, wording: ChatWording, contact: Contact, words: Words
) -> Message:
    """Take a caller's message; the first one asks for a person in its language.

    While the line is closed it becomes a left message, to which more may be added. Danger is
    heard in every one of them and answered at once.
    """
    if contact.state in _OVER and not is_left_message(work.uow, contact):
        raise Refused("contact_ended")
    message = keep_message(work.uow, contact, "caller", words)
    is_first = contact.state == ContactStage.ARRIVED
    if is_first:
        _find_language(work.uow, contact, words.text)
    kinds = hear_danger(work, contact, words.text, Source.MESSAGE)
    if is_first:
        opening = find_opening(work.hotline, work.uow.now)
        if opening.answer.is_open:
            ask_for_seat(work, contact)
        else:
            leave_message(work, wording, contact, opening)
    elif kinds:
        hasten_answer(work.uow, contact)
    answer_danger(work.uow, wording, contact, kinds, words.text)
    return message


def write_as_agent(uow: UnitOfWork, contact: Contact, agent_id: int, words: Words) -> Message:
    """Take the answer of the agent who has the contact."""
    if contact.agent_id != agent_id or contact.state != ContactStage.CONNECTED:
        raise Refused("not_connected")
    message = keep_message(uow, contact, "agent", words, agent_id)
    if contact.channel == "text":
        uow.owe(SEND_TEXT, contact_id=contact.id, message_id=message.id)
    return message


def write_as_text(uow: UnitOfWork, contact: Contact, agent_id: int, words: Words) -> Message:
    """Text something to a caller on the telephone, during the talk or while wrapping it up."""
    if contact.agent_id != agent_id or contact.state not in _IN_HAND:
        raise Refused("not_connected")
    if contact.caller.number_sealed is None:
        raise Refused("number_withheld")
    if not find_reachable_number(uow.vault, contact, ReachAllowed.TEXT, uow.now):
        raise Refused("must_not_text")
    message = keep_message(uow, contact, "agent", words, agent_id)
    uow.owe(SEND_TEXT, contact_id=contact.id, message_id=message.id)
    return message


def end_chat(work: RoutingWork, contact: Contact) -> bool:
    """Either side ends the conversation; False when it was over already."""
    return end_contact(work, contact)


def _find_language(uow: UnitOfWork, contact: Contact, text: str) -> None:
    written = _SPOKEN.get(tag_language(text).language)
    if written is not None:
        set_language(uow, contact, written, LanguageSource.WRITING)
    elif contact.caller.last_language is not None:
        set_language(uow, contact, contact.caller.last_language, LanguageSource.LAST_TIME)
