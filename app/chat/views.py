"""A conversation as its pages show it: plain values, read from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.chat.queries import list_messages
from app.contacts.models import Contact, ContactStage
from app.contacts.queries import count_waiting_before
from app.storage.vault import Vault
from knowledge.language import WrittenLanguage, tag_language

WAITS = frozenset({ContactStage.WAITING, ContactStage.OFFERED})
OVER = frozenset({ContactStage.ENDED, ContactStage.WRAPPING_UP})
HTML_LANGUAGES = {
    WrittenLanguage.BO: "bo",
    WrittenLanguage.MIXED: "bo",
    WrittenLanguage.ZH: "zh",
}


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message; `language` is what the line must be set for, "" when it does not matter."""

    message_id: int
    sender: str
    text: str
    sent_at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class OpenChat:
    """How a conversation stands; `place` counts from 1 while the caller waits."""

    contact_id: int
    state: str
    asked_at: datetime | None
    place: int | None
    messages: tuple[ChatLine, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be written."""
        return self.state in OVER

    @property
    def is_with_agent(self) -> bool:
        """Whether a person is there."""
        return self.state == ContactStage.CONNECTED


def read_chat(session: Session, vault: Vault, contact: Contact) -> OpenChat:
    """The conversation of a written contact."""
    waits = contact.state in WAITS
    return OpenChat(
        contact_id=contact.id,
        state=contact.state,
        asked_at=contact.asked_at,
        place=count_waiting_before(session, contact) + 1 if waits else None,
        messages=tuple(read_lines(session, vault, contact)),
    )


def read_lines(session: Session, vault: Vault, contact: Contact) -> list[ChatLine]:
    """Every message of a contact, oldest first."""
    return [
        ChatLine(
            message.id,
            message.sender,
            message.text,
            message.sent_at,
            HTML_LANGUAGES.get(tag_language(message.text).language, ""),
        )
        for message in list_messages(session, vault, contact)
    ]
