"""The append-only log of what happened: ids, codes and instants, never a name or a word (law 2).

Rows of `events` are inserted and never changed; boards and figures can be rebuilt from them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base

BigId = BigInteger().with_variant(Integer, "sqlite")


class Event(Base):
    """One fact.  `kind` is past tense, `data` holds codes, numbers and ids only."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_contact", "contact_id", "id"),
        Index("ix_events_kind_at", "kind", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    contact_id: Mapped[int | None]
    agent_id: Mapped[int | None]
    offer_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]
