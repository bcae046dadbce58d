"""Cuts a text into the terms it is found by.

Two grains, both always: *fine* (Chinese characters and their pairs, Tibetan syllables
and their pairs, Latin words) and *coarse* (Chinese words, Tibetan letter triples that need
no tsheg, Latin letter triples). It never looks at an index or at other texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
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
    """How often each term of a text occurs, weighted; a term is its grain and its letters."""

    counts: dict[str, float]


@lru_cache(maxsize=1 << 17)
def hash_term(term: str) -> int:
    """Return the 64-bit id that stands for a term in saved postings, stable over runs."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def split_syllables(tibetan: str) -> list[str]:
    """Split at tsheg and space; joined particles (འི འོ འམ འང) are cut off."""
    return [
        _JOINED_PARTICLE.sub("", part) if "འ" in part else part
        for part in _TSHEG_OR_SPACE.split(tibetan)
        if part
    ]


def _grams(letters: str, size: int) -> list[str]:
    if len(letters) <= size:
        return [letters] if letters else []
    return [letters[start : start + size] for start in range(len(letters) - size + 1)]


def _list_han(run: str) -> list[str]:
    return [
        *(COARSE + word for word in rjieba.cut_for_search(run)),
        *(FINE + character for character in run),
        *(FINE + pair for pair in map(str.__add__, run, run[1:])),
    ]


def _list_tibetan(run: str) -> list[str]:
    terms: list[str] = []
    previous = ""
    for syllable in split_syllables(run):
        if len(syllable) > _LONGEST_SYLLABLE:
            previous = ""
            continue
        terms.append(FINE + syllable)
        if previous:
            terms.append(FINE + previous + TSHEG + syllable)
        previous = syllable
    return terms + [COARSE + gram for gram in _grams(_TSHEG_OR_SPACE.sub("", run), 3)]


def _list_word(word: str) -> list[str]:
    return [FINE + word, *(COARSE + gram for gram in _grams(word, 3))]


def list_terms(text: str) -> list[str]:
    """Return the terms of a text in any mixture of scripts, each as often as it occurs."""
    return [term for kind, run in _list_runs(text) for term in _LISTERS[kind](run)]


def _list_runs(text: str) -> list[tuple[str, str]]:
    key = make_search_key(text)
    return [(match.lastgroup or "word", match.group()) for match in _RUN.finditer(key)]


_LISTERS = {"han": _list_han, "tibetan": _list_tibetan, "word": _list_word}


def extract_terms(text: str, *, across_words_weight: float = 1.0) -> TermCounts:
    """Return the weighted terms of a text in any mixture of scripts."""
    counts: dict[str, float] = {}
    for kind, run in _list_runs(text):
        for term in _LISTERS[kind](run):
            counts[term] = counts.get(term, 0.0) + 1.0
        if kind == "han" and across_words_weight != 1.0:
            for pair in _list_pairs_across(run):
                counts[FINE + pair] -= 1.0 - across_words_weight
    return TermCounts(counts)


def _list_pairs_across(run: str) -> Iterator[str]:
    """Yield the pairs of characters that straddle two words."""
    end = 0
    for word in rjieba.cut(run)[:-1]:
        end += len(word)
        yield run[end - 1 : end + 1]
