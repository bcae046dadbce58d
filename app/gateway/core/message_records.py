"""A text message, as the carrier remembers it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.gateway.core.addresses import Callback

_SEGMENT_UNITS = 67


class MessageStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class MessagePicture:
    """A picture of a message."""

    sid: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Message:
    """One text in either direction; `error_code` is Twilio's when it could not be delivered."""

    sid: str
    direction: str
    from_number: str
    to_number: str
    body: str
    status: MessageStatus
    created_at: datetime
    updated_at: datetime
    callback: Callback | None = None
    sent_at: datetime | None = None
    error_code: int | None = None
    media: tuple[MessagePicture, ...] = ()

    @property
    def segments(self) -> int:
        """How many parts the body needs in the alphabet of Chinese and Tibetan."""
        return max(1, math.ceil(len(self.body) / _SEGMENT_UNITS))
