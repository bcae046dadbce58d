"""Everything the protocol's functions share: the account, the records, the way out and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.core.account import Account
from app.gateway.core.conference_records import ConferenceRoom
from app.gateway.core.faults import Faults
from app.gateway.core.message_records import Message
from app.gateway.core.problems import Problem, ProblemCode, ProblemList
from app.gateway.core.queue_records import Queue
from app.gateway.core.recording_records import Recording
from app.gateway.core.records import Call
from app.gateway.core.sids import SidMaker
from app.gateway.core.switch import LegId, PlaybackId, Switch
from app.gateway.core.timeline import Timeline
from app.gateway.core.webhook_office import WebhookOffice
from app.gateway.core.wording import Wording


@dataclass(slots=True)
class Exchange:
    """The state of the whole carrier."""

    account: Account
    number_sid: str
    opened_at: datetime
    timeline: Timeline
    switch: Switch
    sids: SidMaker
    office: WebhookOffice
    faults: Faults
    wording: Wording = field(default_factory=Wording)
    problems: ProblemList = field(default_factory=ProblemList)
    calls: dict[str, Call] = field(default_factory=dict)
    legs: dict[LegId, Call] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    conferences: dict[str, ConferenceRoom] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    sound_waiters: dict[PlaybackId, Callable[[], None]] = field(default_factory=dict)
    live_conferences: dict[str, ConferenceRoom] = field(default_factory=dict)
    next_dial_at: datetime | None = None
    last_number: int = 0

    @property
    def now(self) -> datetime:
        return self.timeline.now

    def next_number(self) -> int:
        """A number never given before: timers, playbacks."""
        self.last_number += 1
        return self.last_number

    def next_playback(self) -> PlaybackId:
        return PlaybackId(self.next_number())

    def note_problem(self, code: ProblemCode, message: str, url: str, call_sid: str = "") -> None:
        """Add to the list that the application's makers look at when something went wrong."""
        self.problems.add(Problem(code, message, url, call_sid, self.now))
