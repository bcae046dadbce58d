"""Cuts a text into the terms it is found by.

Two grains, both always: *fine* (Chinese characters and their pairs, Tibetan syllables
and their pairs, Latin words) and *coarse* (Chinese words, Tibetan letter triples that need
no tsheg, Latin letter triples). It never looks at an index or at other texts.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rjieba

from knowledge.text import TSHEG, make_search_key

FINE, COARSE = "f", "c"

Ids = npt.NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)

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


def hash_terms(terms: Collection[str]) -> Ids:
    """Return the 64-bit ids that stand for terms in saved postings, stable over runs.

    Each letter times a factor of its place, summed and mixed: all terms at once.
    """
    if not terms:
        return np.empty(0, np.uint64)
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    starts = np.cumsum(lengths) - lengths
    letters = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32)
    places = np.arange(len(letters)) - np.repeat(starts, lengths)
    factors = _mix(np.arange(1, lengths.max() + 1, dtype=np.uint64) * _STEP)
    return _mix(np.add.reduceat((letters + _STEP) * factors[places], starts))


def _mix(numbers: Ids) -> Ids:
    """Spread each number over all 64 bits (splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


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
