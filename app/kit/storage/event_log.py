"""The append-only log of what happened: ids, codes and instants, never a name or a word (law 2).

Rows of `events` are inserted and never changed; boards and figures can be rebuilt from them.
Whoever follows the log reads it up to where it is settled (`find_settled`): numbers are given out
before the commit, so on PostgreSQL a lower one may appear after a higher.
"""

from __future__ import annotations

from datetime import datetime
from time import sleep
from typing import Any

from sqlalchemy import Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit.storage.base import Base, BigId


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
    offer_id: Mapped[int | None] = mapped_column(BigId)
    data: Mapped[dict[str, Any]]


SETTLES_WITHIN = 50
"""Looks after which those who write are left to finish, and nothing more counts as settled."""
LOOKS_EVERY_S = 0.01
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE relation = CAST('events' AS regclass)"
    " AND mode = 'RowExclusiveLock' AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Transactions that have written into the log, or are about to, and have not ended."""


def find_settled(session: Session, known: int = 0) -> int:
    """The number up to which nothing will be added to the log any more; `known` when that cannot
    be said of a higher one.

    Whoever will commit a number up to the newest that is seen now was given it before, and has
    held its lock on the table since: once all who hold one now have ended, it is settled.  Nobody
    is made to wait for that.  SQLite gives numbers to one writer at a time.
    """
    newest = session.scalar(select(func.max(Event.id))) or 0
    if newest <= known or session.get_bind().dialect.name != "postgresql":
        return max(newest, known)
    writing = set(session.scalars(_WRITERS))
    for _ in range(SETTLES_WITHIN):
        if not writing:
            return newest
        sleep(LOOKS_EVERY_S)
        writing &= set(session.scalars(_WRITERS))
    return known
