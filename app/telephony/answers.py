"""What a call is told to do next, in our own words; `twilio.documents` writes it as TwiML.

Every address is absolute.  These values are the only thing that call use cases return.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.telephony.speech import Speech


@dataclass(frozen=True, slots=True)
class AskForKey:
    """Speak, wait `timeout_s` for one key, then go to `next_url` with or without it."""

    speech: tuple[Speech, ...]
    next_url: str
    timeout_s: int


@dataclass(frozen=True, slots=True)
class WaitInQueue:
    """Wait in the named queue, hearing `wait_url`; `left_url` is told how the wait ended.

    `resume_url` follows when the carrier could not tell us: `pause_s` later it asks again.
    """

    queue: str
    wait_url: str
    left_url: str
    resume_url: str
    pause_s: int


@dataclass(frozen=True, slots=True)
class Hear:
    """Speak while waiting; the carrier asks for the same address again at the end."""

    speech: tuple[Speech, ...]


@dataclass(frozen=True, slots=True)
class HearWithKey:
    """As `Hear`; a key pressed meanwhile goes to `next_url`."""

    speech: tuple[Speech, ...]
    next_url: str


@dataclass(frozen=True, slots=True)
class PauseThen:
    """Speak, be silent for `pause_s`, then go to `next_url`."""

    next_url: str
    pause_s: int
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Speak, beep, record until silence, a key or `longest_s`, then go to `next_url`.

    A trimmed one is kept without the silence before and after the words.
    """

    speech: tuple[Speech, ...]
    next_url: str
    longest_s: int
    is_trimmed: bool = False


@dataclass(frozen=True, slots=True)
class JoinRoom:
    """Enter the conference `room` under `label`; `events_url` hears who comes and goes.

    A muted one only listens; `coached_sid` names the only call that hears it.  `speech` is heard
    before.  With a `recording_url` the room is recorded and the end of it told there.
    """

    room: str
    label: str
    events_url: str
    left_url: str
    is_muted: bool = False
    coached_sid: str = ""
    recording_url: str = ""
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class HangUp:
    """Speak (perhaps nothing), then hang up."""

    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """Stop waiting; the call goes on with what was told when the wait began."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An acknowledgement without instructions."""


Answer = (
    AskForKey
    | WaitInQueue
    | Hear
    | HearWithKey
    | PauseThen
    | TakeMessage
    | JoinRoom
    | HangUp
    | LeaveQueue
    | Nothing
)
