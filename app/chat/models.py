"""Table of chat messages, sealed with the caller's key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


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
