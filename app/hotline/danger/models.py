"""Table of alarms: that somebody's words told of danger, by which words, and whether that held."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class DangerAlarm(Base):
    """One alarm.  The words are the caller's, sealed with their key; `was_danger`: the contact
    was marked before, so taking the alarm back leaves the mark."""

    __tablename__ = "danger_alarms"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    source: Mapped[str]
    kinds: Mapped[list[str]]
    words_sealed: Mapped[bytes]
    was_danger: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]
