"""What a switch tells the protocol."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateway.core.switch import LegId, PlaybackId, Refusal


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A telephone calls us; nothing was answered yet."""

    leg: LegId
    from_number: str
    to_number: str


@dataclass(frozen=True, slots=True)
class Rang:
    """The called telephone rings."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class Answered:
    """The called telephone was picked up."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class AnswererDetected:
    """Who picked up, when the switch was asked to find out: `human`, `machine_start`, ..."""

    leg: LegId
    answered_by: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The called telephone will not be picked up."""

    leg: LegId
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """One key of the telephone: 0-9, * or #."""

    leg: LegId
    key: str


@dataclass(frozen=True, slots=True)
class PlaybackFinished:
    """A sound was heard to its end."""

    leg: LegId
    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class FellSilent:
    """The telephone has stopped speaking (told only while it is recorded)."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class HungUp:
    """The telephone is gone; `is_broken` when its line broke rather than being put down."""

    leg: LegId
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class TextArrived:
    """A text message for one of our numbers."""

    from_number: str
    to_number: str
    body: str
    media: tuple[tuple[str, bytes], ...] = ()
    """Media type and content of what came with it."""


@dataclass(frozen=True, slots=True)
class TextDelivered:
    """What became of a text message of ours."""

    message: str
    was_delivered: bool


SwitchEvent = (
    CallArrived
    | Rang
    | Answered
    | AnswererDetected
    | Refused
    | KeyPressed
    | PlaybackFinished
    | FellSilent
    | HungUp
    | TextArrived
    | TextDelivered
)
