"""Tables of messages, their files and what became of those that went by text message.

Words and files are sealed with the caller's key.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Message(Base):
    """One message.  `sender_token` makes sending it twice one message."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("contact_id", "sender_token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    sender: Mapped[str]
    agent_id: Mapped[int | None]
    sender_token: Mapped[str]
    sent_at: Mapped[datetime]
    text_sealed: Mapped[bytes]
    language: Mapped[str | None]


class ChatFile(Base):
    """A file that came with a message; `kind` is what its first bytes say, never its name."""

    __tablename__ = "chat_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    name_sealed: Mapped[bytes]
    kind: Mapped[str]
    size_bytes: Mapped[int]
    sent_at: Mapped[datetime]
    content_sealed: Mapped[bytes] = mapped_column(deferred=True)


class TextPart(Base):
    """One text message of ours: a part, counted from 1, of a message that may need several.

    Committed before the carrier is asked, so that a request of unknown outcome is looked for
    and not repeated; `token` is in its status callback.
    """

    __tablename__ = "text_parts"
    __table_args__ = (UniqueConstraint("message_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    part: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[str]
    error_code: Mapped[int | None]
    planned_at: Mapped[datetime]
    changed_at: Mapped[datetime]
