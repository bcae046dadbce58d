"""Table of blocked numbers.  Sealed, and found again by their blind index, as callers are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base


class Block(Base):
    """A number that hears a short closing, and whose texts are not answered, until
    `expires_at` (exclusive) or until it is lifted."""

    __tablename__ = "blocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_sealed: Mapped[bytes]
    number_index: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    blocked_by: Mapped[int]
    blocked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    lifted_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
