"""Keeps one message of a conversation, sealed, once however often it is sent.

Who may write, and what follows from it, is decided by the use cases that call this.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.doors.chat.models import Message
from app.doors.chat.queries import find_message
from app.hotline.contacts.facts import MESSAGE_SENT
from app.hotline.contacts.models import Contact
from app.kit.errors import BadInput
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.language import tag_language
from knowledge.tidying import shows_something

MAX_CHARACTERS = 4000
MAX_TOKEN_CHARACTERS = 64


class OfMessage(Payload):
    """Of one message."""

    message_id: int


SEND_TEXT = EffectKind(
    "send_text",
    OfMessage,
    performed_by="app.doors.chat.sending.send_text",
    if_given_up=Remedy.REACH_PERSON,
    lane=Lane.SLOW,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes; `sender_token` is the sender's own name for this message."""

    text: str
    sender_token: str


def keep_message(
    uow: UnitOfWork, contact: Contact, sender: str, words: Words, agent_id: int | None = None
) -> Message:
    """Keep the words; raises BadInput for none or too many of them."""
    text = words.text.strip()
    if not shows_something(text):
        raise BadInput(place="text", reason="empty")
    if len(text) > MAX_CHARACTERS:
        raise BadInput(place="text", reason="message_too_long")
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
        MESSAGE_SENT,
        contact_id=contact.id,
        agent_id=agent_id,
        message_id=message.id,
        sender=sender,
        characters=len(text),
    )
    uow.topics.update({f"contact:{contact.id}", f"contact:{contact.id}/messages"})
    if contact.agent_id is not None:
        uow.topics.add(f"agent:{contact.agent_id}")
    return message


def keep_own_words(uow: UnitOfWork, contact: Contact, words: Words) -> Message:
    """The hotline itself says something; to who texts us it goes out as a text message, once."""
    is_new = find_message(uow.session, contact.id, words.sender_token) is None
    message = keep_message(uow, contact, "hotline", words)
    if is_new and contact.channel == "text":
        uow.owe(SEND_TEXT, contact_id=contact.id, message_id=message.id)
    return message
