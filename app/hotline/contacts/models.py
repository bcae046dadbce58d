"""Tables of callers and contacts.

A contact is one attempt to reach the hotline on one channel, from arrival to the end of
wrap-up; it ends in exactly one outcome class (law 1).  Names and numbers are sealed with the
caller's own key (law 2).
"""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.storage.base import Base, BigId, live_rows


class Caller(Base):
    """The person, known or not.  `number_index` finds a number again without storing it."""

    __tablename__ = "callers"
    __table_args__ = (UniqueConstraint("number_index", "hotline_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_key: Mapped[bytes | None]
    number_sealed: Mapped[bytes | None]
    number_index: Mapped[str | None]
    name_sealed: Mapped[bytes | None]
    last_language: Mapped[str | None]
    last_variety: Mapped[str | None]
    county: Mapped[str | None]
    priority_groups: Mapped[list[str]] = mapped_column(default=list)
    """Codes of `contacts.groups`: whom the rule gives a head start."""
    created_at: Mapped[datetime]
    texts_refused_at: Mapped[datetime | None]
    """When the person asked for no more text messages."""


class ContactStage(StrEnum):
    """Where a contact is.  The routing engine knows it from `waiting` on."""

    ARRIVED = "arrived"
    WAITING = "waiting"
    OFFERED = "offered"
    CONNECTED = "connected"
    WRAPPING_UP = "wrapping_up"
    ENDED = "ended"


class LanguageSource(StrEnum):
    """How the contact's language came to be known."""

    KEY = "key"
    LAST_TIME = "last_time"
    WRITING = "writing"
    AGENT = "agent"
    COUNTY = "county"
    REFERRAL = "referral"


class Contact(Base):
    """One attempt to reach the hotline; `token` is its name towards the outside."""

    __tablename__ = "contacts"
    __table_args__ = (
        live_rows("ix_contacts_live", "state", "asked_at", where="closed_at IS NULL"),
        Index("ix_contacts_arrived", "arrived_at"),
        Index("ix_contacts_closed", "channel", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"), index=True)
    training: Mapped[bool] = mapped_column(default=False)

    language: Mapped[str | None]
    language_first: Mapped[str | None]
    language_source: Mapped[str | None]
    language_unserved_at: Mapped[datetime | None]
    """Since when it is on record that nobody on duty speaks the language (B18)."""
    variety: Mapped[str | None]
    seat: Mapped[str] = mapped_column(default="general")
    topic: Mapped[str | None]
    topic_by_key: Mapped[str | None]
    """What the caller said by the second key, before anybody listened."""
    danger: Mapped[bool] = mapped_column(default=False)

    state: Mapped[str] = mapped_column(default=ContactStage.ARRIVED)
    outcome: Mapped[str | None]
    arrived_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    agent_id: Mapped[int | None]
    offer_id: Mapped[int | None] = mapped_column(BigId)
    routing: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the routing engine keeps of the contact while it lives (`dispatch.rows`)."""
    right_seat_at: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    """When a call-back was promised; kept for the figures.  See `is_owed_callback`."""
    closed_reason: Mapped[str | None]
    direction: Mapped[str] = mapped_column(default="inbound")
    answered_by_expert: Mapped[bool | None]
    passed_to: Mapped[str | None]
    """The outside line that talks on with the caller after we have left."""
    forwarded_by_12345: Mapped[bool] = mapped_column(default=False)

    may_call: Mapped[bool] = mapped_column(default=True)
    may_text: Mapped[bool] = mapped_column(default=True)
    may_leave_word: Mapped[bool] = mapped_column(default=False)
    neutral_words: Mapped[bool] = mapped_column(default=False)
    safe_from: Mapped[time | None]
    safe_until: Mapped[time | None]
    has_consented: Mapped[bool] = mapped_column(default=False)

    caller: Mapped[Caller] = relationship(lazy="joined")

    @property
    def is_owed_callback(self) -> bool:
        """Whether nobody is on the line and we ring: from the promise until they are reached."""
        return self.routing.get("booked_at") is not None


IS_LIVE = Contact.closed_at.is_(None)
"""True of every stage but the last.  Queries of a stage say it as well: it is in these words that
the databases know their index of the few live rows among all that ever were."""


class Conflict(Base):
    """A conflict of interest: the agent, who for instance acts for the other party, never serves
    this person.  `reason` is a code; `noted_by` the agent who noted it in contact `contact_id`."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("caller_id", "agent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey("callers.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    noted_at: Mapped[datetime]
    contact_id: Mapped[int | None]
    noted_by: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="other_party")


class ParticipantRole(StrEnum):
    """As what somebody takes part in a contact."""

    CALLER = "caller"
    AGENT = "agent"
    EXPERT = "expert"
    """Who serves at a seat of a field: lawyer, notary, mediator."""
    INTERPRETER = "interpreter"
    ADVISER = "adviser"
    SUPERVISOR = "supervisor"
    OUTSIDE = "outside"
    """12345 or an emergency centre."""


SERVING_ROLES = (
    *(ParticipantRole.AGENT, ParticipantRole.EXPERT),
    *(ParticipantRole.INTERPRETER, ParticipantRole.ADVISER),
)
"""Of everybody who was there for the caller: the contact is theirs too."""


class PartEnding(StrEnum):
    """How somebody's part in a contact ended."""

    HUNG_UP = "hung_up"
    LINE_BROKE = "line_broke"
    TALK_ENDED = "talk_ended"
    """Somebody else ended it, or it went on without them."""
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    TOOK_OVER = "took_over"
    """The adviser goes on as the one who has the caller."""
    ADVICE_ENDED = "advice_ended"
    PASSED_ON = "passed_on"
    """We left; caller and outside line talk on without us."""
    UNKNOWN = "unknown"
    """Before this was kept."""


class Participant(Base):
    """Somebody's part in a contact that was answered.  `agent_id` names the person, `target` an
    outside line, neither the caller; `until_at` and `how` are empty while it lasts."""

    __tablename__ = "participants"
    __table_args__ = (live_rows("ix_participants_present", "contact_id", where="until_at IS NULL"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    role: Mapped[str]
    agent_id: Mapped[int | None]
    target: Mapped[str | None]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    how: Mapped[str | None]
