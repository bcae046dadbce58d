"""Conferences and who is in them, as the carrier remembers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.records import Call
from app.gateway.core.switch import RoomId


class ConferenceStatus(StrEnum):
    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


@dataclass(slots=True)
class Participant:
    """A call in a conference: put out of it (`is_kicked`) before its script `has_left` it."""

    call: Call
    label: str
    joined_at: datetime
    updated_at: datetime
    starts_on_enter: bool
    ends_on_exit: bool
    is_muted: bool
    beep: str = "true"
    coaches_sid: str = ""
    is_coaching: bool = False
    hold: Source | None = None
    is_held: bool = False
    is_kicked: bool = False
    has_left: bool = False
    left_because: str = "participant_hung_up"
    on_left: list[Callable[[], None]] = field(default_factory=list)


@dataclass(slots=True)
class ConferenceRoom:
    """A conference from its first to its last participant."""

    sid: str
    name: str
    created_at: datetime
    updated_at: datetime
    max_participants: int
    callback: Callback | None
    is_recorded: bool = False
    recording_callback: Callback | None = None
    status: ConferenceStatus = ConferenceStatus.INIT
    participants: list[Participant] = field(default_factory=list)
    next_sequence: int = 0
    ended_because: str | None = None
    ended_by_sid: str | None = None

    @property
    def room(self) -> RoomId:
        return RoomId(self.sid)
