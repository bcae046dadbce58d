"""Table of recordings.  The sound lies in a file sealed with the caller's key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Recording(Base):
    """One recording: a left message or a talk.  `fetched_at` empty: still at the carrier."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str]
    carrier_sid: Mapped[str] = mapped_column(unique=True)
    length_s: Mapped[float]
    made_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
