"""Tables of the live engine: the hotline's one row, offers with their legs, deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.storage.base import Base, BigId, live_rows
from app.kit.storage.scope import IS_HOTLINE


class Hotline(Base):
    """A hotline: the row that its routing locks.  `version` moves with every routed event, so that
    a process knows whether the state it holds in memory is still the present one."""

    __tablename__ = "hotline"
    __table_args__ = {"info": {IS_HOTLINE: True}}
    hotline_id = None  # type: ignore[assignment]

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    number: Mapped[str | None]
    """What its callers ring; empty of the first, whose number is a setting."""
    hosts: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Names of ours under which the public asks for its pages."""
    version: Mapped[int] = mapped_column(default=0)
    next_offer_id: Mapped[int] = mapped_column(BigId, default=1)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after_talk: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What follows a talk on this line: how ratings are asked for, what is recorded."""
    topic_seats: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Which topic wants which kind of seat, where it differs from `routing.topics`."""
    carrier_lost_at: Mapped[datetime | None]
    """Since when the carrier has answered nothing; empty while it answers."""
    topic_keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Key → topic of the second question; empty: it is not asked."""
    lease_holder: Mapped[str | None]
    lease_fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]


class RuleVersion(Base):
    """The rule as somebody saved it; the newest is in force, older ones are history."""

    __tablename__ = "rule_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    saved_at: Mapped[datetime]
    settings: Mapped[dict[str, Any]]
    topic_seats: Mapped[dict[str, Any]]


class Offer(Base):
    """One attempt to connect a contact with an agent (or with two, when interpreted)."""

    __tablename__ = "offers"
    __table_args__ = (
        live_rows(
            "ix_offers_standing", "state", where="connected_at IS NULL AND closed_at IS NULL"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    state: Mapped[str]
    made_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    explanation: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    """Long, and read by people alone."""

    seats: Mapped[list[OfferSeat]] = relationship(lazy="selectin", order_by="OfferSeat.id")


IS_STANDING = and_(Offer.connected_at.is_(None), Offer.closed_at.is_(None))
"""True of pending and accepted offers, in the words of their index (`contacts.models.IS_LIVE`)."""


class OfferSeat(Base):
    """An agent's part in an offer: `role` is seat or interpreter."""

    __tablename__ = "offer_seats"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(BigId, ForeignKey("offers.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    role: Mapped[str]
    has_accepted: Mapped[bool] = mapped_column(default=False)
    has_left: Mapped[bool] = mapped_column(default=False)


class Deadline(Base):
    """Something that becomes due at an instant; survives a restart because it is a row."""

    __tablename__ = "deadlines"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "hotline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigId)
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often serving it failed by a fault that no waiting mends."""
