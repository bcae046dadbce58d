"""A call, as the carrier remembers it.  A plain record; the law is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.signals import Conversation
from app.gateway.core.switch import LegId
from app.gateway.core.timeline import Timer


class CallStatus(StrEnum):
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


LIVE_STATUSES = frozenset({CallStatus.QUEUED, CallStatus.RINGING, CallStatus.IN_PROGRESS})


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"


@dataclass(frozen=True, slots=True)
class Detection:
    """What to do about answering machines: wait for the verdict, or be told of it meanwhile."""

    callback: Callback | None


@dataclass(slots=True)
class Call:
    """One leg as the REST interface shows it.  Instants are None until they happen."""

    sid: str
    leg: LegId
    direction: Direction
    from_number: str
    to_number: str
    status: CallStatus
    created_at: datetime
    updated_at: datetime
    parent_sid: str | None = None
    number_sid: str | None = None
    callback: Callback | None = None
    fallback: Source | None = None
    detection: Detection | None = None
    answered_by: str | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    next_sequence: int = 0
    is_broken: bool = False
    ring_timer: Timer | None = None
    on_ended: Callable[[Call], None] | None = None
    session: Conversation | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def duration_s(self) -> int:
        """Whole seconds from answer to end; 0 if never answered or not ended."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())
