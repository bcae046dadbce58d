"""Use cases of the written channel: the same queue, offers, agents and ticket as a call.

The language is found from the writing; a person is asked for with the first message.  Sending
the same message twice (a page that reconnects) is one message.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.chat.models import Message
from app.chat.queries import find_message
from app.contacts.actions import Arrival, arrive, set_language
from app.contacts.models import Contact, ContactStage, LanguageSource
from app.contacts.safety import Reach, may_reach
from app.dispatch.actions import ask_for_seat, end_contact
from app.dispatch.desk import RoutingWork
from app.errors import BadInput, Refused
from app.storage.outbox import Lane
from app.storage.unit_of_work import UnitOfWork
from knowledge.language import WrittenLanguage, tag_language

MAX_CHARACTERS = 4000
SEND_TEXT = "send_text"
MAX_TOKEN_CHARACTERS = 64
_SPOKEN = {WrittenLanguage.BO: "bo", WrittenLanguage.MIXED: "bo", WrittenLanguage.ZH: "zh"}
_OVER = frozenset({ContactStage.ENDED, ContactStage.WRAPPING_UP})
_IN_HAND = frozenset({ContactStage.CONNECTED, ContactStage.WRAPPING_UP})


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes; `sender_token` is the sender's own name for this message."""

    text: str
    sender_token: str


def start_chat(uow: UnitOfWork, page_language: str | None, *, training: bool) -> Contact:
    """Somebody opens the chat; nothing is asked of a person before the first message."""
    contact = arrive(uow, Arrival("chat", training=training))
    contact.caller.last_language = page_language
    return contact


def write_as_caller(work: RoutingWork, contact: Contact, words: Words) -> Message:
    """Take a caller's message; the first one asks for a person in its language."""
    if contact.state in _OVER:
        raise Refused("contact_ended")
    message = _keep(work.uow, contact, "caller", words)
    if contact.state == ContactStage.ARRIVED:
        _find_language(work.uow, contact, words.text)
        ask_for_seat(work, contact)
    return message


def write_as_agent(uow: UnitOfWork, contact: Contact, agent_id: int, words: Words) -> Message:
    """Take the answer of the agent who has the contact."""
    if contact.agent_id != agent_id or contact.state != ContactStage.CONNECTED:
        raise Refused("not_connected")
    message = _keep(uow, contact, "agent", words, agent_id)
    if contact.channel == "text":
        uow.owe(SEND_TEXT, contact_id=contact.id, lane=Lane.SLOW, message_id=message.id)
    return message


def write_as_text(uow: UnitOfWork, contact: Contact, agent_id: int, words: Words) -> Message:
    """Text something to a caller on the telephone, during the talk or while wrapping it up."""
    if contact.agent_id != agent_id or contact.state not in _IN_HAND:
        raise Refused("not_connected")
    if contact.caller.number_sealed is None:
        raise Refused("number_withheld")
    if not may_reach(contact, Reach.TEXT, uow.now):
        raise Refused("must_not_text")
    message = _keep(uow, contact, "agent", words, agent_id)
    uow.owe(SEND_TEXT, contact_id=contact.id, lane=Lane.SLOW, message_id=message.id)
    return message


def write_as_hotline(uow: UnitOfWork, contact: Contact, words: Words) -> Message:
    """The hotline itself says something: a notice, a first answer."""
    return _keep(uow, contact, "hotline", words)


def end_chat(work: RoutingWork, contact: Contact) -> bool:
    """Either side ends the conversation; False when it was over already."""
    return end_contact(work, contact)


def _find_language(uow: UnitOfWork, contact: Contact, text: str) -> None:
    written = _SPOKEN.get(tag_language(text).language)
    if written is not None:
        set_language(uow, contact, written, LanguageSource.WRITING)
    elif contact.caller.last_language is not None:
        set_language(uow, contact, contact.caller.last_language, LanguageSource.LAST_TIME)


def _keep(
    uow: UnitOfWork, contact: Contact, sender: str, words: Words, agent_id: int | None = None
) -> Message:
    text = words.text.strip()
    if not text:
        raise BadInput(place="text", reason="empty")
    if len(text) > MAX_CHARACTERS:
        raise BadInput(place="text", reason=f"longer than {MAX_CHARACTERS} characters")
    if not 1 <= len(words.sender_token) <= MAX_TOKEN_CHARACTERS:
        raise BadInput(place="sender_token", reason="empty or too long")
    known = find_message(uow.session, contact.id, words.sender_token)
    if known is not None:
        return known
    message = Message(
        contact_id=contact.id,
        sender=sender,
        agent_id=agent_id,
        sender_token=words.sender_token,
        sent_at=uow.now,
        text_sealed=uow.vault.seal(text, contact.caller.person_key),
        language=tag_language(text).language,
    )
    uow.session.add(message)
    uow.session.flush()
    uow.record(
        "message_sent",
        contact_id=contact.id,
        agent_id=agent_id,
        message_id=message.id,
        sender=sender,
        characters=len(text),
    )
    uow.topics.add(f"contact:{contact.id}")
    if contact.agent_id is not None:
        uow.topics.add(f"agent:{contact.agent_id}")
    return message
