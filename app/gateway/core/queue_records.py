"""Queues and the calls that wait in them, as the carrier remembers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.core.records import Call


@dataclass(slots=True)
class Member:
    """A call waiting in a queue."""

    call: Call
    joined_at: datetime


@dataclass(slots=True)
class Queue:
    sid: str
    name: str
    max_size: int
    created_at: datetime
    updated_at: datetime
    members: list[Member] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.members) >= self.max_size

    def average_wait_s(self, now: datetime) -> int:
        waits = [(now - member.joined_at).total_seconds() for member in self.members]
        return round(sum(waits) / len(waits)) if waits else 0
