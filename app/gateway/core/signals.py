"""What a running script can be told: signals it waits for, interrupts that break it off."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from app.gateway.core.records import Call, Source
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

    call: Call


@dataclass(frozen=True, slots=True)
class TargetEnded:
    call: Call


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
