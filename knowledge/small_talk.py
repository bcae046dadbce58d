"""Tells a greeting or a thank-you from a question: small talk is not looked up.

A short "good" or "thank you" stands letter by letter in many articles; likeness alone would
take it for a question that is answered there. Only phrases of the table count, so no question
is ever taken for small talk by its shape; one or two
digits or marks ask nothing.
"""

import re
from functools import lru_cache

from knowledge.text import TSHEG, make_search_key, read_table

SHORTEST_NUMBER = 3
"""Digits; 110 is a number that may be asked about."""
_BREAKS = re.compile(r"[^\w\u0f40-\u0fbc\u0f71-\u0f84\u0f0b]+")


@lru_cache(maxsize=1)
def _read_phrases() -> frozenset[str]:
    return frozenset(
        make_search_key(phrase) for line in read_table("small_talk.txt") for phrase in line.split()
    )


def is_small_talk(text: str) -> bool:
    """Whether every phrase between marks is in the table, or made of two that are."""
    if len(text.strip()) < SHORTEST_NUMBER and not any(map(str.isalpha, text)):
        return True
    parts = [part.strip(TSHEG) for part in _BREAKS.split(make_search_key(text))]
    return all(_is_phrase(part) for part in parts if part)


def _is_phrase(part: str) -> bool:
    phrases = _read_phrases()
    return part in phrases or any(
        part[:cut].rstrip(TSHEG) in phrases and part[cut:].lstrip(TSHEG) in phrases
        for cut in range(1, len(part))
    )
