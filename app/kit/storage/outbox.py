"""Effects that must happen after a commit, kept as rows until they have happened.

Written in the transaction of their cause; call control is performed by the dispatcher, slow
effects by RQ workers.  A row carries ids and codes only; the performer reads the rest itself.
Every effect is idempotent or fenced: a performer may die at any line and be run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base, BigId


class Lane(StrEnum):
    """Who performs an effect: the dispatcher (call control) or an RQ worker (slow)."""

    CALL = "call"
    SLOW = "slow"


class Outbox(Base):
    """One effect to perform; `done_at` empty means it is still owed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_owed", "lane", "done_at", "due_at"),
        Index("ix_outbox_given_up", "result", "settled_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    lane: Mapped[str]
    kind: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_fence: Mapped[int | None]
    """Of the process that performs it, where several could (`app.hotline.dispatch.lease`)."""
    done_at: Mapped[datetime | None]
    result: Mapped[str | None]
    last_error: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    """When a person settled what was given up (`storage.effect_actions`)."""
    settled_by: Mapped[int | None]
    settled_how: Mapped[str | None]


@dataclass(slots=True)
class Owed:
    """An effect of call control as it was committed, in the hands of whoever performs it.

    `fence`: of the process that had the right to perform it when it was committed, if any had.
    """

    id: int
    kind: str
    contact_id: int | None
    payload: Mapping[str, Any]
    due_at: datetime
    fence: int | None = None
    is_noted: bool = False
    """Its performer has committed, with a result of its own, that it has happened."""
