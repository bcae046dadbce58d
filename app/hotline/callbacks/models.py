"""Table of call-backs: each promise to reach somebody again is a row of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.hotline.callbacks.lifecycle import CallbackState
from app.kit.storage.base import Base, live_rows

_IS_OPEN = "ended_at IS NULL"


class Callback(Base):
    """A promise that came out of `contact_id`; a contact may have several, of other reasons or in
    other matters, but no two open ones that promise the same."""

    __tablename__ = "callbacks"
    __table_args__ = (
        live_rows("ix_callbacks_open", "due_at", where=_IS_OPEN),
        Index(
            "uq_callbacks_promise",
            "contact_id",
            "reason",
            "topic",
            unique=True,
            sqlite_where=text(_IS_OPEN),
            postgresql_where=text(_IS_OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    reason: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    """Of which matter, where an agent promised it for one; else the ticket's."""
    state: Mapped[str] = mapped_column(default=CallbackState.OWED)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Empty where nobody can be reached: listed, and never overdue."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often the line rang the person."""
    rung_in_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    """The contact in which the line rings by itself: the promise's own, where the person keeps
    the place, or one that was made for it.  Empty: it is for people."""
    ended_at: Mapped[datetime | None]


IS_OPEN = Callback.ended_at.is_(None)
"""True of what is still owed, in the words of its indexes (`contacts.models.IS_LIVE`)."""
