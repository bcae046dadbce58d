"""Tells a matter of another office (12345) from one of law, by tables of words.

Explainable: the words that spoke are returned. What may be a matter of law is left to the search:
a neighbour who takes the water is law, a dry tap is not.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.callers_words import say_usually
from knowledge.text import TSHEG, make_search_key, read_table

_TIBETAN = re.compile("[\u0f40-\u0fbc]")
_FEELING = re.compile("(?<=[冻热臭吵烦气急累饿渴])死(?:人了|我了|个人)?")
"""Nobody died of it."""
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
    """Return the words that make it a matter of another office, none where it is not one."""
    key = _FEELING.sub("", make_search_key(text))
    return _find("zh", (key, say_usually(key))) or (
        _find("bo", (_IGNORED.sub("", key),)) if _TIBETAN.search(key) else ()
    )


def _find(language: str, readings: tuple[str, ...]) -> tuple[str, ...]:
    rules, law = _read_rules(language)
    if any(word in readings[0] for word in law):
        return ()
    for reading in readings:
        for rule in rules:
            about = next((word for word in rule.about if word in reading), "")
            rest = reading.replace(about, " ", 1)
            said = next((word for word in rule.said if word in rest), "")
            if about and (said or not rule.said):
                return (about, said) if said else (about,)
    return ()


@lru_cache(maxsize=2)
def _read_rules(language: str) -> tuple[tuple[_Rule, ...], tuple[str, ...]]:
    """The rules of a language and the words of law that speak against them all."""
    rules = []
    for line in read_table(f"non_legal_{language}.txt"):
        about, _, said = line.partition("|")
        rules.append(_Rule(_split(about), _split(said)))
    law = tuple(word for line in read_table(f"legal_{language}.txt") for word in _split(line))
    return tuple(rules), law


def _split(words: str) -> tuple[str, ...]:
    """The words of a cell, Tibetan ones without tsheg."""
    return tuple(_IGNORED.sub("", word) for word in words.split())
