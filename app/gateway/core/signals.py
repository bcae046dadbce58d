"""What a running script can be told: signals it waits for, interrupts that break it off."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.gateway.core.addresses import Source
from app.gateway.core.switch import PlaybackId
from app.gateway.core.webhooks import Outcome


@dataclass(frozen=True, slots=True)
class SoundEnded:
    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class KeyHeard:
    key: str


@dataclass(frozen=True, slots=True)
class SilenceHeard:
    """The person stopped speaking while being recorded."""


@dataclass(frozen=True, slots=True)
class TimeUp:
    timer: int


@dataclass(frozen=True, slots=True)
class Fetched:
    request: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TargetReady:
    """A dialled leg was answered and has heard its own document."""

    call_sid: str


@dataclass(frozen=True, slots=True)
class TargetEnded:
    call_sid: str


Signal = SoundEnded | KeyHeard | SilenceHeard | TimeUp | Fetched | TargetReady | TargetEnded

T = TypeVar("T")
Script = Generator[None, Signal, T]
"""A leg's behaviour: yields to wait, is sent signals, is thrown interrupts."""


class Interrupt(Exception):
    """Breaks off what a script is doing."""


class CallEnded(Interrupt):
    """The leg is gone."""


class HangupAsked(Interrupt):
    """The document said to hang up."""


class QueueLeft(Interrupt):
    """The wait document said to leave the queue."""


class SceneChanged(Interrupt):
    """What a conference participant hears has changed: started, held, removed."""


class Diverted(Interrupt):
    """The application sent the call to another document."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.url)
        self.source = source


class Conversation(Protocol):
    """What may be said to a leg whose script is being run."""

    has_begun: bool

    def begin(self) -> None:
        """Run the prepared script to its first wait."""
        ...

    def post(self, signal: Signal) -> None:
        """Hand over `signal` as soon as whatever runs now has come to rest."""
        ...

    def interrupt(self, interrupt: Interrupt, is_still_wanted: Callable[[], bool]) -> None:
        """Break off the script, unless by then it is no longer wanted."""
        ...

    def end(self) -> None:
        """The leg is gone: let the script clean up."""
        ...
