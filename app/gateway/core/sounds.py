"""What a leg or a room can be made to hear."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """A sound file by address; `times` None plays it until stopped."""

    url: str
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class Speech:
    """Words to be spoken by the switch's synthesiser."""

    text: str
    language: str
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class Tones:
    """Keys sounded into the line, e.g. `ww1234`."""

    keys: str


@dataclass(frozen=True, slots=True)
class Music:
    """The switch's own hold music, until stopped."""


@dataclass(frozen=True, slots=True)
class Beep:
    """The short tone at the start of a recording or when somebody joins."""


Sound = Media | Speech | Tones | Music | Beep
