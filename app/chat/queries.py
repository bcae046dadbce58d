"""Every SELECT over written contacts and their messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat.models import Message
from app.contacts.models import Caller, Contact
from app.errors import NotFound
from app.storage.vault import Unreadable, Vault


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as both sides see it; `sender` is caller, agent or hotline."""

    id: int
    sender: str
    text: str
    sent_at: datetime


def find_chat(session: Session, token: str) -> Contact:
    """The written contact that a caller's page holds the token of; raises NotFound."""
    contact = session.scalar(
        select(Contact).where(Contact.token == token, Contact.channel != "voice")
    )
    if contact is None:
        raise NotFound(what="chat")
    return contact


def list_messages(
    session: Session, vault: Vault, contact: Contact, after_id: int = 0
) -> list[ShownMessage]:
    """A contact's messages after one already seen, oldest first."""
    rows = session.scalars(
        select(Message)
        .where(Message.contact_id == contact.id, Message.id > after_id)
        .order_by(Message.id)
    )
    return [
        ShownMessage(row.id, row.sender, _open(vault, contact, row.text_sealed), row.sent_at)
        for row in rows
    ]


def find_message(session: Session, contact_id: int, sender_token: str) -> Message | None:
    """A message that was already taken under the sender's own token."""
    return session.scalar(
        select(Message).where(
            Message.contact_id == contact_id, Message.sender_token == sender_token
        )
    )


def _open(vault: Vault, contact: Contact, sealed: bytes) -> str:
    """The words, or nothing once the person's key has been destroyed."""
    if contact.caller.person_key is None:
        return ""
    try:
        return vault.open(sealed, contact.caller.person_key)
    except Unreadable:
        return ""


def find_open_text(session: Session, number_index: str) -> Contact | None:
    """The conversation by text message that somebody has with us now."""
    return session.scalar(
        select(Contact)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(
            Caller.number_index == number_index,
            Contact.channel == "text",
            Contact.state.not_in(("ended", "wrapping_up")),
        )
        .order_by(Contact.id.desc())
        .limit(1)
    )


def has_first_answer(session: Session, contact_id: int, sender_token: str) -> bool:
    """Whether the knowledge base has spoken already, or somebody else has."""
    spoken = select(Message.id).where(
        Message.contact_id == contact_id, Message.sender.in_(("hotline", "agent"))
    )
    known = find_message(session, contact_id, sender_token)
    return known is not None or session.scalar(spoken.limit(1)) is not None
