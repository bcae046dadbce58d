"""Tables of the figures: what the log tells of each contact, and how far it has been read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.storage.base import Base, BigId, live_rows

CURSOR = "contact_facts"
"""The name of the cursor up to which `contact_facts` have been followed."""
OURS = "callback"
"""The direction of a contact that we began ourselves: it is in no rate."""
COUNTED = f"direction <> '{OURS}'"
"""In these words the databases know their index of the contacts that are in rates."""


class FactsRow(Base):
    """One contact as the log tells it, kept by `following`; no personal data.

    `wait_us` are microseconds from asking to the first answer, `half_hour` half-hours from 1970 to
    the arrival, `verdicts` what `routing.verdicts` says of it under `version`; `last_event` is the
    newest entry of the log that has been taken in.
    """

    __tablename__ = "contact_facts"
    __table_args__ = (
        live_rows(
            "ix_contact_facts_figures",
            *("half_hour", "language", "outcome", "verdicts", "is_training", "wait_us"),
            "hotline_id",
            where=COUNTED,
        ),
        Index("ix_contact_facts_last_event", "last_event"),
    )

    contact_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    channel: Mapped[str]
    direction: Mapped[str]
    is_training: Mapped[bool]
    is_forwarded: Mapped[bool]
    language: Mapped[str | None]
    seat: Mapped[str | None]
    topic: Mapped[str | None]
    county: Mapped[str | None]
    answered_by: Mapped[str | None]
    """The kind of seat that answered first: general or expert."""
    outcome: Mapped[str | None]
    arrived_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    right_seat_at: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    first_reply_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    talk_language: Mapped[str | None]
    score: Mapped[int | None]
    wait_us: Mapped[int | None] = mapped_column(BigInteger)
    half_hour: Mapped[int]
    verdicts: Mapped[int]
    version: Mapped[str]
    last_event: Mapped[int] = mapped_column(BigInteger)


class LogCursor(Base):
    """How far a follower has read the log: every entry up to `position` has been taken in.

    `changes` counts what was made again behind it; `version` is what all its rows were made by.
    Each hotline's entries are followed by themselves.
    """

    __tablename__ = "log_cursors"
    __table_args__ = (PrimaryKeyConstraint("name", "hotline_id"),)

    name: Mapped[str] = mapped_column()
    position: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[str]
    changes: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"primary_key": [name]}
