"""Reads a score from what a person pressed or wrote.  Pure; guesses nothing.

Five levels 非常满意 … 非常不满意 (STANDARDS R18); digits are taken in the three kinds that
people write: 1, full-width １ and Tibetan ༡ (STANDARDS §7).
"""

from __future__ import annotations

import unicodedata
from typing import Final

LOWEST, HIGHEST = 1, 5
DISSATISFIED: Final = 2
"""At and below this somebody follows up (R17)."""

_AROUND: Final = " \t\r\n.,!?;:。，！？；：、་།༎'\"“”‘’()（）*#"
_UNITS: Final = ("分", "星")


def read_score(words: str) -> int | None:
    """The score 1 to 5 that `words` say and nothing else; None when they say anything more."""
    said = words.strip(_AROUND)
    for unit in _UNITS:
        said = said.removesuffix(unit)
    if len(said) != 1:
        return None
    score = unicodedata.decimal(said, None)
    return score if score is not None and LOWEST <= score <= HIGHEST else None
