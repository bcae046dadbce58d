"""Reads Tibetan typed in Wylie's Latin letters (extended Wylie, the common part of it).

It refuses what is no Tibetan syllable, so that English or pinyin is left alone. Sanskrit
stacks with `+` are not read.
"""

import re
from collections.abc import Sequence

from knowledge.text import TSHEG

_BASES = dict(
    zip(
        [
            "k",
            "kh",
            "g",
            "ng",
            "c",
            "ch",
            "j",
            "ny",
            "t",
            "th",
            "d",
            "n",
            "p",
            "ph",
            "b",
            "m",
            "ts",
            "tsh",
            "dz",
            "w",
            "zh",
            "z",
            "'",
            "y",
            "r",
            "l",
            "sh",
            "s",
            "h",
        ],
        "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧ",
        strict=True,
    )
)
_VOWELS = {"a": "", "i": "ི", "u": "ུ", "e": "ེ", "o": "ོ", "A": "ཱ", "I": "ཱི", "U": "ཱུ"}
_SUBJOINED_OFFSET = 0x50
_ABOVE = {
    "r": {"k", "g", "ng", "j", "ny", "t", "d", "n", "b", "m", "ts", "dz"},
    "l": {"k", "g", "ng", "c", "j", "t", "d", "p", "b", "h"},
    "s": {"k", "g", "ng", "ny", "t", "d", "n", "p", "b", "m", "ts"},
}
_BELOW = {
    "y": {"k", "kh", "g", "p", "ph", "b", "m"},
    "r": {"k", "kh", "g", "t", "th", "d", "n", "p", "ph", "b", "m", "s", "h"},
    "l": {"k", "g", "b", "r", "s", "z"},
    "w": {"k", "kh", "g", "c", "ny", "t", "d", "ts", "tsh", "zh", "z", "r", "l", "sh", "s", "h"},
}
_BEFORE = {"g", "d", "b", "m", "'"}
_AFTER = {"g", "ng", "d", "n", "b", "m", "r", "l", "s", "'"}
_AFTER_THAT = {"s", "d"}

_CONSONANT = r"(?:tsh|kh|ng|ch|ny|th|ph|ts|dz|zh|sh|[kgcjtdnpbmwz'yrlsh])"
_SYLLABLE = re.compile(
    rf"(?P<head>(?:{_CONSONANT}|\.)*)(?P<vowel>[aiueoAIU])(?P<sign>[MH]?)"
    rf"(?P<tail>{_CONSONANT}{{0,2}})(?P<joined>(?:'[iuoe]|'am|'ang)?)"
)
_TOKEN = re.compile(rf"{_CONSONANT}|\.")


def _below(letter: str) -> str:
    return chr(ord(_BASES[letter]) + _SUBJOINED_OFFSET)


def _stack(letters: Sequence[str]) -> str | None:
    """Return the letters as one stack, or None where Tibetan has no such stack."""
    above, rest = "", list(letters)
    if len(rest) > 1 and rest[0] in _ABOVE and rest[1] in _ABOVE[rest[0]]:
        above = rest.pop(0)
    base, below = rest[0], rest[1:]
    for upper, lower in zip(rest, below, strict=False):
        if lower not in _BELOW or (upper not in _BELOW[lower] and upper != "r"):
            return None
    if len(below) > 2:
        return None
    top = _BASES[above] + _below(base) if above else _BASES[base]
    return top + "".join(_below(letter) for letter in below)


def _read_head(head: str) -> str | None:
    """Return the letters before the vowel: a stack, or a prefix and a stack."""
    tokens = _TOKEN.findall(head)
    if not tokens:
        return "ཨ"
    if "." in tokens:
        if len(tokens) < 3 or tokens[0] not in _BEFORE or tokens[1] != ".":
            return None
        stack = _stack(tokens[2:]) if "." not in tokens[2:] else None
        return stack and _BASES[tokens[0]] + stack
    whole = _stack(tokens)
    if whole or len(tokens) == 1 or tokens[0] not in _BEFORE:
        return whole
    stack = _stack(tokens[1:])
    return stack and _BASES[tokens[0]] + stack


def _read_tail(tail: str) -> str | None:
    tokens = _TOKEN.findall(tail)
    if tokens and (tokens[0] not in _AFTER or any(t not in _AFTER_THAT for t in tokens[1:])):
        return None
    return "".join(_BASES[token] for token in tokens)


def read_wylie_syllable(latin: str) -> str | None:
    """Return the Tibetan of one syllable, None where it is no Tibetan syllable."""
    match = _SYLLABLE.fullmatch(latin)
    if not match:
        return None
    head, tail = _read_head(match["head"]), _read_tail(match["tail"])
    if head is None or tail is None:
        return None
    joined = match["joined"]
    ending = "" if not joined else "འ" + _VOWELS[joined[1]] + (_read_tail(joined[2:]) or "")
    sign = {"M": "ཾ", "H": "ཿ", "": ""}[match["sign"]]
    return head + _VOWELS[match["vowel"]] + sign + tail + ending


def read_wylie(latin: str) -> str | None:
    """Return a text of Wylie syllables in Tibetan letters, None where any is none."""
    syllables = [read_wylie_syllable(part) for part in re.split(r"[\s/_]+", latin) if part]
    known = [syllable for syllable in syllables if syllable]
    return TSHEG.join(known) if known and len(known) == len(syllables) else None
