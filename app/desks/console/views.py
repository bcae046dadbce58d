"""What the console shows, as plain values. Codes and instants; words come from the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.hotline.danger.queries import AlarmCard


@dataclass(frozen=True, slots=True)
class CallerCard:
    """A caller as an agent may see them: the number is masked."""

    name: str
    masked_number: str
    county: str = ""


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer that rings at this agent; `answers_by_phone` when the phone rings too."""

    offer_id: int
    contact_id: int
    channel: str
    language: str | None
    variety: str | None
    seat: str
    topic: str | None
    caller: CallerCard
    asked_at: datetime
    deadline_at: datetime
    ring_s: float
    is_accepted: bool = False
    is_callback: bool = False
    lends_language: bool = False
    asks_advice: bool = False
    is_danger: bool = False
    alarm: AlarmCard | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One of the agent's open contacts in the list."""

    contact_id: int
    channel: str
    language: str | None
    state: str
    since_at: datetime
    caller: CallerCard
    is_danger: bool = False
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class QueueNote:
    """Who waits, as every desk shows it."""

    waiting_count: int
    longest_wait_at: datetime | None
    danger_count: int


@dataclass(frozen=True, slots=True)
class DeskView:
    """The agent's own state, what rings, what is open; `leaves_to` is wanted after the work."""

    agent_id: int
    state: str
    reason: str | None
    since_at: datetime | None
    until_at: datetime | None
    offers: tuple[OfferCard, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    leaves_to: str | None = None
    leaves_reason: str | None = None

    @property
    def unfinished_count(self) -> int:
        """How many contacts are over but for their ticket."""
        return sum(line.state != "connected" for line in self.contacts)

    @property
    def joining(self) -> list[int]:
        """Contacts that the agent has accepted and is being joined with."""
        return [offer.contact_id for offer in self.offers if offer.is_accepted]


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier contact of the same caller."""

    contact_id: int
    arrived_at: datetime
    channel: str
    topic: str | None
    outcome: str | None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The carrier is away: since when, and how many steps wait for it."""

    lost_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class ContactView:
    """The contact in front of the agent."""

    contact_id: int
    channel: str
    state: str
    caller: CallerCard
    language: str | None
    variety: str | None
    seat: str
    asked_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wraps_until_at: datetime | None
    topic: str | None
    notes: str
    version: int
    """The ticket's: what is typed on this page is based on it."""
    ticket_id: int
    ticket_is_closed: bool
    score: int | None
    history: tuple[PastContact, ...] = ()
    is_danger: bool = False
    alarm: AlarmCard | None = None

    @property
    def is_open(self) -> bool:
        """Whether the caller is still there."""
        return self.state == "connected"
