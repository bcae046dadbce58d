"""A recording, as the carrier remembers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.gateway.core.addresses import Callback
from app.gateway.core.conference_records import ConferenceRoom
from app.gateway.core.records import Call


class RecordingStatus(StrEnum):
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ABSENT = "absent"


@dataclass(slots=True)
class Recording:
    """One recording; `call` or `conference` says of what."""

    sid: str
    origin: str
    started_at: datetime
    updated_at: datetime
    call: Call | None
    conference: ConferenceRoom | None
    callback: Callback | None
    status: RecordingStatus = RecordingStatus.IN_PROGRESS
    recorded_s: float = 0.0
    running_since: datetime | None = None
    media_path: str = field(default="", repr=False)

    @property
    def is_running(self) -> bool:
        return self.status in {RecordingStatus.IN_PROGRESS, RecordingStatus.PAUSED}
