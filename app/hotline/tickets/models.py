"""Table of tickets.  Notes are sealed with the caller's key; codes and instants are plain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base, live_rows


class Ticket(Base):
    """What became of one contact."""

    __tablename__ = "tickets"
    __table_args__ = (live_rows("ix_tickets_open", "contact_id", where="closed_at IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    topic: Mapped[str | None]
    notes_sealed: Mapped[bytes | None]
    consulted: Mapped[list[str]] = mapped_column(default=list)
    """Who advised without taking the matter: kinds of seat."""
    handed_over_to: Mapped[str | None]
    """Who took it in the end: a kind of seat, or 12345, 110 …"""
    transfer_result: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=0)
    """Counts the changes of what people type; each field has the count of its last one."""
    notes_version: Mapped[int] = mapped_column(default=0)
    topic_version: Mapped[int] = mapped_column(default=0)
    written_by: Mapped[int | None]
    """The account that typed last."""
    written_at: Mapped[datetime | None]
