"""What a caller hears, in our own words: text for the carrier's voice, or a recording."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Text that the carrier speaks; `language` is a tag it has a voice for ("zh-CN")."""

    text: str
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Play:
    """A recording at an absolute address, `times` times (0: until something else happens)."""

    url: str
    times: int = 1


Speech = Say | Play
