"""Tables of the bridge.  What 12345 tells of a person is sealed with that person's own key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.hotline.contacts.models import Caller
from app.kit.storage.base import Base


class ReferralState(StrEnum):
    """Where a referred matter stands with us."""

    ANNOUNCED = "announced"
    MATCHED = "matched"
    CALLING_BACK = "calling_back"
    CLOSED = "closed"


class StepCode(StrEnum):
    """What 12345 is told of, one step after another."""

    CALL_ARRIVED = "call_arrived"
    ANSWERED = "answered"
    NOT_REACHED = "not_reached"
    CALLBACK_PLANNED = "callback_planned"
    CLOSED = "closed"


class Referral(Base):
    """A matter that 12345 hands to us; `order_number` is theirs, and one matter is one row.

    `contact_id` is the newest contact that serves it.  `awaited_until_at`: until then a call of
    the same number belongs to it; afterwards somebody calls back.
    """

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("order_number", "hotline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str]
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    state: Mapped[str]
    received_at: Mapped[datetime]
    awaited_until_at: Mapped[datetime]
    matched_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str | None]
    appeal_type: Mapped[str]
    urgency: Mapped[str]
    county: Mapped[str | None]
    wanted_by_at: Mapped[datetime | None]
    content_sealed: Mapped[bytes]
    """The body as it was sent, unknown fields included."""
    result_sealed: Mapped[bytes | None]
    """What the agent wrote for 12345 to read; the ticket's notes stay with us."""
    result_version: Mapped[int] = mapped_column(default=0)
    """Counts the changes of the result, so that two writers see each other."""
    result_by: Mapped[int | None]
    """The account that wrote it last."""
    result_at: Mapped[datetime | None]
    described_at: Mapped[datetime | None]
    """When 12345 last told it otherwise than before; empty while it told it once."""

    caller: Mapped[Caller] = relationship(lazy="joined")
    steps: Mapped[list[ReferralStep]] = relationship(
        lazy="selectin", order_by="ReferralStep.sequence"
    )

    @property
    def our_number(self) -> str:
        """Our name for the matter towards 12345."""
        return f"12348-{self.id:06d}"


class ReferralStep(Base):
    """One step to tell 12345; owed until `taken_at`.  `body_sealed` is what was first sent."""

    __tablename__ = "referral_steps"
    __table_args__ = (UniqueConstraint("referral_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    contact_id: Mapped[int | None]
    sequence: Mapped[int]
    code: Mapped[str]
    at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    """HTTP status of the last answer; empty when there was none."""
    taken_at: Mapped[datetime | None]
    body_sealed: Mapped[bytes | None]


class ReferralKey(Base):
    """An idempotency key with the answer that was given to its request; `key` is one hotline's."""

    __tablename__ = "referral_keys"
    __table_args__ = (PrimaryKeyConstraint("key", "hotline_id"),)

    key: Mapped[str] = mapped_column()
    body_digest: Mapped[str]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __mapper_args__ = {"primary_key": [key]}


class SeenSignature(Base):
    """A signature that was taken; kept while its timestamp could still pass."""

    __tablename__ = "referral_signatures"

    signature: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
