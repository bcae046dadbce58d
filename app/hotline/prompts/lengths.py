"""How long prompts last, measured or expected, and how long they may last (STANDARDS R6).

A recording's length is measured; what the carrier's voice says, and what nobody has recorded
yet, is expected from its syllables.  Tibetan's rate is taken as Mandarin's until recordings
say otherwise: nobody has published one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SYLLABLES_PER_S: Final = 5.18
"""Mandarin read aloud: Pellegrino, Coupé & Marsico 2011, Language 87(3), table 1; pauses over
150 ms were cut there, so they are counted here."""
PAUSE_S: Final = 0.2
"""A breath between two parts of a sentence."""

_TIBETAN = re.compile(r"[\u0f40-\u0fbc]+")
_ONE_EACH = re.compile(r"[0-9\u0f20-\u0f33\u4e00-\u9fff]")
_PAUSES = re.compile(r"[,.;:?!，。；：？！、།༎]+(?=\s*\S)")


@dataclass(frozen=True, slots=True)
class Limit:
    """Prompts that are heard one after the other and may together last `most_s` seconds."""

    code: str
    parts: tuple[tuple[str, str], ...]
    most_s: float


LIMITS: Final = (
    Limit(
        "greeting",
        (("greeting", "bo"), ("press_bo", "bo"), ("greeting", "zh"), ("press_zh", "zh")),
        6.0,
    ),
    Limit("notice_bo", (("notice", "bo"),), 8.0),
    Limit("notice_zh", (("notice", "zh"),), 8.0),
    Limit("notice_recorded_bo", (("notice_recorded", "bo"),), 8.0),
    Limit("notice_recorded_zh", (("notice_recorded", "zh"),), 8.0),
)
"""R6 (GB/T 33358): greeting and question within 6 s, the notice within 8 s in its language."""


def expect_length(text: str) -> float:
    """Seconds that the text lasts when it is read aloud."""
    return round(count_syllables(text) / SYLLABLES_PER_S + PAUSE_S * len(_PAUSES.findall(text)), 2)


def count_syllables(text: str) -> int:
    """A Chinese character, a digit and what stands between two tshegs are a syllable each."""
    return len(_TIBETAN.findall(text)) + len(_ONE_EACH.findall(text))
