"""Cuts a text into the terms it is found by.

Two grains, both always: *fine* (Chinese characters and their pairs, Tibetan syllables
and their pairs, Latin words) and *coarse* (Chinese words, Tibetan letter triples that need
no tsheg, Latin letter triples). It never looks at an index or at other texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import rjieba

from knowledge.text import TSHEG, make_search_key

FINE, COARSE = "f", "c"

_RUN = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
    r"|(?P<tibetan>[\u0f40-\u0fbc\u0f0b]+(?: +[\u0f40-\u0fbc\u0f0b]+)*)"
    r"|(?P<word>[^\W_\u0f00-\u0fff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)"
)
_TSHEG_OR_SPACE = re.compile(f"[{TSHEG} ]+")
_JOINED_PARTICLE = re.compile("(?<=.)འ(?:ི|ོ|མ|ང)$")
_LONGEST_SYLLABLE = 9
"""Code points; a longer run has lost its tshegs and is no syllable."""

ACROSS_WORDS_WEIGHT = 0.5
"""A pair of characters that straddles two words says less than one inside a word."""


@dataclass(slots=True)
class TermCounts:
    """How often each term of a text occurs, by grain. Mutable while it is being filled."""

    counts: dict[str, float]

    def add(self, grain: str, term: str, weight: float = 1.0) -> None:
        key = grain + term
        self.counts[key] = self.counts.get(key, 0.0) + weight


def hash_term(term: str) -> int:
    """Return the 64-bit id that stands for a term in saved postings, stable over runs."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def split_syllables(tibetan: str) -> list[str]:
    """Split at tsheg and space; joined particles (འི འོ འམ འང) are cut off."""
    syllables = (part for part in _TSHEG_OR_SPACE.split(tibetan) if part)
    return [_JOINED_PARTICLE.sub("", syllable) for syllable in syllables]


def _grams(letters: str, size: int) -> Iterator[str]:
    if len(letters) < size:
        yield letters
    for start in range(len(letters) - size + 1):
        yield letters[start : start + size]


def _add_han(terms: TermCounts, run: str, across: float) -> None:
    word_ends, end = set(), 0
    for word in rjieba.cut(run):
        end += len(word)
        word_ends.add(end)
    for word in rjieba.cut_for_search(run):
        terms.add(COARSE, word)
    for position, character in enumerate(run):
        terms.add(FINE, character)
        if position:
            weight = across if position in word_ends else 1.0
            terms.add(FINE, run[position - 1 : position + 1], weight)


def _add_tibetan(terms: TermCounts, run: str) -> None:
    previous = ""
    for syllable in split_syllables(run):
        if len(syllable) > _LONGEST_SYLLABLE:
            previous = ""
            continue
        terms.add(FINE, syllable)
        if previous:
            terms.add(FINE, previous + TSHEG + syllable)
        previous = syllable
    for gram in _grams(_TSHEG_OR_SPACE.sub("", run), 3):
        terms.add(COARSE, gram)


def _add_word(terms: TermCounts, word: str) -> None:
    terms.add(FINE, word)
    for gram in _grams(word, 3):
        terms.add(COARSE, gram)


def extract_terms(text: str, *, across_words_weight: float = 1.0) -> TermCounts:
    """Return the weighted terms of a text in any mixture of scripts."""
    terms = TermCounts({})
    for match in _RUN.finditer(make_search_key(text)):
        match match.lastgroup:
            case "han":
                _add_han(terms, match.group(), across_words_weight)
            case "tibetan":
                _add_tibetan(terms, match.group())
            case _:
                _add_word(terms, match.group())
    return terms
