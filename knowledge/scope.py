"""Tells a matter of another office (12345) from one of law, by tables of words.

Explainable: the words that spoke are returned. What may be a matter of law is left to the search:
a neighbour who takes the water is law, a dry tap is not.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.callers_words import say_usually
from knowledge.closeness import LONG_FROM, split_parts
from knowledge.terms import split_syllables
from knowledge.text import TSHEG, make_search_key, read_table

_TIBETAN = re.compile("[\u0f40-\u0fbc]")
_FEELING = re.compile("(?<=[冻热臭吵烦气急累饿渴])死(?:人了|我了|个人)?")
"""Nobody died of it."""
NOT_MEANT = "≠"
"""Before words of a table in which a word of law is no more than letters."""
LETTERS_OF_SYLLABLE = 8
"""Twice as many as a syllable has on average, vowel signs counted."""
_SHAD = re.compile("[\u0f0d-\u0f12 ]+")
_IGNORED = re.compile(f"[{TSHEG} ]+")


class Scope(StrEnum):
    """`LEGAL`: ours to answer. `NON_LEGAL`: for 12345. `NONE`: chatter, or nothing to answer."""

    LEGAL = "legal"
    NON_LEGAL = "non_legal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Rule:
    about: tuple[str, ...]
    said: tuple[str, ...]
    """Empty: what it is about speaks by itself."""


def find_other_office(text: str) -> tuple[str, ...]:
    """Return the words that make it a matter of another office, none where it is not one.

    In a story they must stand in one part of it, and no part may be one of law.
    """
    if speaks_of_law(text):
        return ()
    key = _make_key(text)
    parts = split_parts(key) if len(key) > LONG_FROM else [key]
    mark = _mark_syllables if _has_tsheg(key) else _drop_breaks
    is_tibetan = bool(_TIBETAN.search(key))
    usual = (form for part in parts for form in (part, say_usually(part)))
    return _find("zh", usual, str) or (_find("bo", map(mark, parts), mark) if is_tibetan else ())


def speaks_of_law(text: str) -> bool:
    """Whether a word of law stands in it: then it is no matter of another office."""
    key = _make_key(text)
    mark = _mark_syllables if _has_tsheg(key) else _drop_breaks
    is_tibetan = bool(_TIBETAN.search(key))
    return _is_law("zh", key, str) or (is_tibetan and _is_law("bo", mark(key), mark))


def _make_key(text: str) -> str:
    return _FEELING.sub("", make_search_key(text))


def _is_law(language: str, key: str, mark: Callable[[str], str]) -> bool:
    _, law, harmless = _read_rules(language, mark)
    for word in harmless:
        key = key.replace(word, " ")
    return any(word in key for word in law)


def _find(language: str, readings: Iterable[str], mark: Callable[[str], str]) -> tuple[str, ...]:
    forms = list(readings)
    whole = "\n".join(forms)
    told, _, _ = _read_rules(language, mark)
    rules = [rule for rule in told if any(word in whole for word in rule.about)]
    for reading in forms:
        for rule in rules:
            for about in (word for word in rule.about if word in reading):
                rest = reading.replace(about.rstrip(TSHEG), " ", 1)
                said = next((word for word in rule.said if word in rest), "")
                if said or not rule.said:
                    words = (about, said) if said else (about,)
                    return tuple(word.strip(TSHEG) for word in words)
    return ()


@lru_cache(maxsize=3)
def _read_rules(
    language: str, mark: Callable[[str], str]
) -> tuple[tuple[_Rule, ...], tuple[str, ...], tuple[str, ...]]:
    """The rules of a language, the words of law that speak against them all, and the words in
    which a word of law is no more than letters; all written as `mark` writes a text."""
    rules = []
    for line in read_table(f"non_legal_{language}.txt"):
        about, _, said = line.partition("|")
        rules.append(_Rule(tuple(map(mark, about.split())), _open(said, mark)))
    lines = read_table(f"legal_{language}.txt")
    law = [word for line in lines if line[0] != NOT_MEANT for word in _open(line, mark)]
    harmless = [word for line in lines if line[0] == NOT_MEANT for word in _open(line[1:], mark)]
    return tuple(rules), tuple(law), tuple(harmless)


def _open(words: str, mark: Callable[[str], str]) -> tuple[str, ...]:
    """The words of a cell, each open at its end: what begins with it counts."""
    return tuple(mark(word).rstrip(TSHEG) for word in words.split())


def _has_tsheg(key: str) -> bool:
    """Whether syllables are set apart, at least about every other one."""
    return len(_IGNORED.findall(key)) * LETTERS_OF_SYLLABLE >= len(_TIBETAN.findall(key))


def _mark_syllables(text: str) -> str:
    """A Tibetan text in which every syllable stands between two tshegs."""
    return TSHEG + TSHEG.join(split_syllables(_SHAD.sub(TSHEG, text))) + TSHEG


def _drop_breaks(text: str) -> str:
    return _IGNORED.sub("", text)
