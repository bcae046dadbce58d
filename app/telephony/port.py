"""What the hotline asks of a carrier, in our own words, and the ways a carrier fails us.

Every request is short and leaves nothing open on our side.  A request whose outcome is unknown
(`CarrierUnreachable`) is never repeated blindly: placing a call has no idempotency key, so the
fenced leg is looked for instead (`find_calls`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.kit.errors import HotlineError
from app.telephony.reach import Reach


class CarrierError(HotlineError):
    """The carrier did not do what was asked."""

    code = "carrier"


class CarrierRefused(CarrierError):
    """The carrier said no (HTTP 4xx): repeating the request would not help.

    Facts: `status` (HTTP), `carrier_code` (the provider's own number).
    """

    code = "carrier_refused"


class CarrierLacks(CarrierRefused):
    """The call, room or queue member that was named is not there (any more)."""

    code = "carrier_lacks"


class CarrierUnreachable(CarrierError):
    """No answer, or a broken one: whether the request was carried out is unknown."""

    code = "carrier_unreachable"


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to place.  `ring_s` is asked of the carrier; our own deadline ends the ringing."""

    to: str
    url: str
    status_url: str
    ring_s: int


@dataclass(frozen=True, slots=True)
class CallFact:
    """What the carrier says of a call; `ending` is its word for how it ended, None before."""

    call_sid: str
    ending: str | None
    started_at: datetime | None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whatever the ending was."""
        return self.ending is not None


@dataclass(frozen=True, slots=True)
class CallerFact:
    """A call that came in, as the carrier remembers it; `number` as the carrier writes it."""

    call_sid: str
    number: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that somebody sent to us, with the addresses of its pictures."""

    message_sid: str
    number: str
    text: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFact:
    """A text message of ours as the carrier remembers it."""

    message_sid: str
    text: str


@dataclass(frozen=True, slots=True)
class RoomFact:
    """Who is in a room: the carrier's id of the room ("" when there is none), and calls.

    Of a room that is over the carrier remembers whose leaving ended it, and when.
    """

    conference_sid: str
    call_sids: tuple[str, ...]
    ended_by_sid: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordingFact:
    """A recording that the carrier keeps; its sound can be fetched once it is complete."""

    recording_sid: str
    length_s: float
    is_complete: bool


class Taping(StrEnum):
    """What a recording is to do: go on, leave out what is said meanwhile, end."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Mix:
    """How one call takes part in a room: held it hears `hold_url` alone; `coached_sid` names the
    only call that hears it ("": everybody does)."""

    is_held: bool = False
    hold_url: str = ""
    is_muted: bool = False
    coached_sid: str = ""


class Carrier(Protocol):
    """The carrier's side of call control.  Every method raises a CarrierError when it fails."""

    reach: Reach
    """How its requests fare."""

    def place_call(self, call: OutgoingCall) -> str:
        """Ring somebody; returns the carrier's call id."""
        ...

    def end_call(self, call_sid: str) -> None:
        """Hang up a call, ringing or talking; one that is over already is no error."""
        ...

    def move_call(self, call_sid: str, url: str) -> None:
        """Make a live call follow the document at `url` from now on."""
        ...

    def take_from_queue(self, queue_sid: str, call_sid: str, url: str) -> None:
        """Let a waiting call leave its queue and follow the document at `url`."""
        ...

    def find_calls(self, to: str, since: datetime) -> list[CallFact]:
        """Our calls to a number that were made at or after `since`, newest first."""
        ...

    def fetch_call(self, call_sid: str) -> CallFact:
        """How a call stands; raises CarrierLacks when there is none."""
        ...

    def list_open_calls(self) -> frozenset[str]:
        """Every call that somebody has picked up and that goes on, ours and callers'."""
        ...

    def list_callers(self, since: datetime) -> list[CallerFact]:
        """Calls to the hotline's number that came in at or after `since`."""
        ...

    def list_texts(self, since: datetime) -> list[IncomingText]:
        """Texts to the hotline's number that came in at or after `since`, the oldest first."""
        ...

    def list_room(self, room: str) -> RoomFact:
        """Who is in the room of that name now; when there is none, who ended the last one."""
        ...

    def send_text(self, to: str, text: str, status_url: str = "") -> str:
        """Text somebody; returns the carrier's id of the message.

        What becomes of it is told at `status_url`, where one is given.
        """
        ...

    def find_texts(self, to: str, since: datetime) -> list[TextFact]:
        """Our texts to a number that were made at or after `since`, newest first."""
        ...

    def fetch_picture(self, message_sid: str, media_sid: str, longest: int) -> bytes:
        """What came with a text message; CarrierRefused for more than `longest` bytes."""
        ...

    def fetch_recording(self, recording_sid: str) -> bytes:
        """The sound of a finished recording, WAV."""
        ...

    def delete_recording(self, recording_sid: str) -> None:
        """Delete a recording at the carrier; one that is gone is no error."""
        ...

    def list_recordings(self, conference_sid: str) -> list[RecordingFact]:
        """What the carrier keeps of a room; empty when it does not know the room."""
        ...

    def list_call_recordings(self, call_sid: str) -> list[RecordingFact]:
        """What the carrier keeps of one call by itself; empty when it does not know the call."""
        ...

    def steer_recording(self, conference_sid: str, to: Taping) -> None:
        """Change the recording of a room whose talk goes on; raises CarrierLacks when it is not
        being recorded."""
        ...

    def mix_call(self, conference_sid: str, call_sid: str, mix: Mix) -> None:
        """Hold, mute or coach a call that is in a room; raises CarrierLacks when it is not."""
        ...

    def ensure_queue(self, name: str, size: int) -> str:
        """The id of the waiting queue, made with room for `size` calls when it is missing."""
        ...
