"""One search key for two writing systems.

Text is stored as typed; this file makes the key that texts are compared by
(STANDARDS §7). It must never be used to change what a person sees.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

TSHEG = "\u0f0b"
_NO_BREAK_TSHEG = "\u0f0c"
_ANUSVARA = "\u0f7e"
_TIBETAN_VOWELS = "\u0f71-\u0f7d\u0f80\u0f81"
_SHADS = "\u0f0d-\u0f12\u0f14"
_OPENERS = "\u0f01-\u0f05\u0f06-\u0f0a"

_ANUSVARA_BEFORE_VOWEL = re.compile(f"({_ANUSVARA}+)([{_TIBETAN_VOWELS}]+)")
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_TSHEG_RUN = re.compile(f"{TSHEG}+")
_EDGE = re.compile(f"^[{_OPENERS}{_SHADS}{TSHEG} ]+|[{_SHADS}{TSHEG} ]+$")
_TIBETAN = re.compile(r"[\u0f00-\u0fff]")

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS = {0x0F20 + digit: str(digit) for digit in range(10)}


TABLES = Path(__file__).parent / "tables"
ASKED = Path(__file__).parent / "asked"
"""Sentences in callers' words, to measure by."""


def read_table(name: str) -> list[str]:
    """Return the lines of a table shipped with this package, without its comments."""
    text = (TABLES / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _folding() -> dict[int, str | int]:
    table: dict[int, str | int] = {**_FULL_WIDTH, **_DIGITS, ord(_NO_BREAK_TSHEG): TSHEG}
    for line in read_table("hant_hans.txt"):
        for pair in line.split():
            table[ord(pair[0])] = pair[1]
    return table


def order_anusvara(text: str) -> str:
    """Put U+0F7E after the vowel signs of its stack; NFC leaves it where it was typed."""
    return _ANUSVARA_BEFORE_VOWEL.sub(r"\2\1", text)


def make_search_key(text: str) -> str:
    """Return the key under which two spellings of one text are equal.

    NFC, U+0F7E after vowels, one kind of tsheg and only one in a row, no opener, no
    trailing tsheg or shad, Tibetan and full-width digits as 0-9, traditional characters
    as simplified, any white space (NBSP too) as one space, Latin in lower case.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _TIBETAN.search(text):
            text = unicodedata.normalize("NFC", order_anusvara(text))
        text = text.translate(_folding())
        text = _TSHEG_RUN.sub(TSHEG, text)
    text = _SPACES.sub(" ", text.lower())
    return _EDGE.sub("", text)
