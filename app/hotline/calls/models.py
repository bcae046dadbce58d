"""Table of legs.  A leg is committed with its token before any request to the carrier, so that
a call placed just before a crash can be found again and is never placed twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base, BigId, live_rows


class Leg(Base):
    """One telephone call between the carrier and one party of a contact.

    `role` is caller, agent, interpreter, adviser, supervisor or outside (then `target` says
    whom: 12345, 110 …); `state` follows `app.hotline.calls.lifecycle`.  `is_held`, `is_muted` and
    `coached_leg_id` are how the leg shall take part in the room.
    """

    __tablename__ = "legs"
    __table_args__ = (live_rows("ix_legs_live", "planned_at", where="ended_at IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(BigId, index=True)
    agent_id: Mapped[int | None]
    role: Mapped[str]
    state: Mapped[str]
    call_sid: Mapped[str | None] = mapped_column(unique=True)
    queue_sid: Mapped[str | None]
    conference_sid: Mapped[str | None]
    room_sequence: Mapped[int] = mapped_column(default=-1)
    planned_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    is_held: Mapped[bool] = mapped_column(default=False)
    is_muted: Mapped[bool] = mapped_column(default=False)
    coached_leg_id: Mapped[int | None]
    target: Mapped[str | None]


IS_ON_LINE = Leg.ended_at.is_(None)
"""True of every state but the last, in the words of their index (`contacts.models.IS_LIVE`)."""


class OutsideLine(Base):
    """A number of an outside line, for one county or ("") for all; kept by the bureau."""

    __tablename__ = "outside_lines"
    __table_args__ = (UniqueConstraint("target", "county", "hotline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str]
    county: Mapped[str] = mapped_column(default="")
    number: Mapped[str]
