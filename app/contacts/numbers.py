"""Reads a telephone number as people type it (an operator of 12345, a supervisor) into one that
can be dialled."""

from __future__ import annotations

import re
import unicodedata

COUNTRY = "+86"
AREA_CODE = "836"
"""Ganzi's: a number without an area code is one of the prefecture."""

_FILLERS = re.compile(r"[\s()\-–—.·]")
_WHOLE = re.compile(r"\+[1-9][0-9]{6,14}")
_SPELLINGS = (
    (re.compile(r"00([1-9][0-9]{6,14})"), "+"),
    (re.compile(r"86(1[3-9][0-9]{9})"), COUNTRY),
    (re.compile(r"(1[3-9][0-9]{9})"), COUNTRY),
    (re.compile(r"0([1-9][0-9]{8,10})"), COUNTRY),
    (re.compile(r"([2-8][0-9]{6,7})"), COUNTRY + AREA_CODE),
)


def read_number(text: str) -> str | None:
    """The number in the carrier's form (E.164); Tibetan and wide digits count.  None: no number.

    >>> read_number("༡༣༨ 1234 0001")
    '+8613812340001'
    """
    digits = _FILLERS.sub("", "".join(_read_digit(letter) for letter in text))
    if _WHOLE.fullmatch(digits):
        return digits
    for spelling, prefix in _SPELLINGS:
        if found := spelling.fullmatch(digits):
            return prefix + found[1]
    return None


def _read_digit(letter: str) -> str:
    if letter == "+":
        return "+"
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
