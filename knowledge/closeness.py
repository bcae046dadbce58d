"""How close a caller's words come to a way in which an article's question is asked.

Words are compared by what they stand for (`knowledge.callers_words`, the tables of synonyms and
of Tibetan spellings), weighed by their rarity in the index. A long story is compared part by
part, so that its filler does not hide the sentence that asks.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.callers_words import say_usually
from knowledge.index import Index
from knowledge.terms import COARSE, FINE, hash_term, split_syllables
from knowledge.text import TSHEG, make_search_key, read_table

CONCEPT = "="
SHORTEST_PART = 5
"""Characters; a shorter part of a sentence is read together with the next."""
MOST_PARTS = 40
LONG_FROM = 45
"""Characters; from here on the best part of a text counts instead of the whole."""
SINGLE, LETTERS = 0.4, 0.4
"""A character, and four letters without tsheg, beside a pair of characters or syllables (1)."""
SYLLABLE = 0.6

_BREAK = re.compile(r"[,，。.!！?？;；、\n།༎]+")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_TIBETAN_RUN = re.compile(f"[\u0f40-\u0fbc{TSHEG} ]+")

Terms = Mapping[str, float]


@lru_cache(maxsize=1)
def _read_classes() -> tuple[Mapping[str, tuple[str, ...]], re.Pattern[str]]:
    classes: dict[str, tuple[str, ...]] = {}
    for line in read_table("synonyms_zh.txt"):
        words = line.split()
        for word in words:
            classes[word] = (*classes.get(word, ()), CONCEPT + words[0])
    longest_first = sorted(classes, key=len, reverse=True)
    return classes, re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=1)
def _read_alike() -> tuple[Mapping[tuple[str, ...], str], int]:
    alike: dict[tuple[str, ...], str] = {}
    for line in read_table("alike_bo.txt"):
        words = [tuple(split_syllables(make_search_key(word))) for word in line.split()]
        for word in words:
            alike.setdefault(word, CONCEPT + TSHEG.join(words[0]))
    return alike, max(map(len, alike))


def split_parts(text: str) -> list[str]:
    """The clauses of a text, short ones joined with what follows."""
    parts: list[str] = []
    held = ""
    for part in _BREAK.split(text):
        held = f"{held} {part}".strip()
        if len(held) >= SHORTEST_PART:
            parts.append(held)
            held = ""
    if held:
        parts.append(held)
    return parts[:MOST_PARTS]


@lru_cache(maxsize=4096)
def count_words(text: str) -> Terms:
    """Return the terms of a text that are compared, with how much each counts."""
    terms: dict[str, float] = {}
    usual = say_usually(text)
    for run in _HAN_RUN.findall(usual):
        _add_chinese(terms, run)
    for run in _TIBETAN_RUN.findall(usual):
        _add_tibetan(terms, run)
    return terms


def _add_chinese(terms: dict[str, float], run: str) -> None:
    classes, pattern = _read_classes()
    for place, character in enumerate(run):
        terms[FINE + character] = SINGLE
        if place:
            terms[FINE + run[place - 1 : place + 1]] = 1.0
    for match in pattern.finditer(run):
        terms.update(dict.fromkeys(classes[match.group()], 1.0))


def _add_tibetan(terms: dict[str, float], run: str) -> None:
    syllables = split_syllables(run)
    for place, syllable in enumerate(syllables):
        terms[FINE + syllable] = SYLLABLE
        if place:
            terms[FINE + syllables[place - 1] + TSHEG + syllable] = 1.0
    terms.update(dict.fromkeys(_find_alike(syllables), 1.0))
    letters = run.replace(TSHEG, "").replace(" ", "")
    for place in range(len(letters) - 3):
        terms[COARSE + letters[place : place + 4]] = LETTERS


def _find_alike(syllables: Sequence[str]) -> list[str]:
    """What the longest words of the table that stand in the syllables stand for."""
    alike, longest = _read_alike()
    found: list[str] = []
    start = 0
    while start < len(syllables):
        for size in range(min(longest, len(syllables) - start), 0, -1):
            known = alike.get(tuple(syllables[start : start + size]))
            if known:
                found.append(known)
                start += size - 1
                break
        start += 1
    return found


class Rarities:
    """How rare terms are in an index; learned term by term, as they are asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, float] = {}
        self._sizes: dict[str, float] = {}

    def forget(self) -> None:
        """The index has changed."""
        self._known.clear()
        self._sizes.clear()

    def measure_size(self, text: str) -> float:
        """Length of the weighed words of a text, kept: articles' questions come again."""
        if text not in self._sizes:
            terms = count_words(text)
            self._sizes[text] = _measure_size(terms, self.weigh(terms))
        return self._sizes[text]

    def weigh(self, terms: Iterable[str]) -> Mapping[str, float]:
        """Return a table that holds at least the weights of `terms`."""
        missing = [term for term in terms if term not in self._known]
        if missing:
            ids = np.array([hash_term(_stand_in(term)) for term in missing], np.uint64)
            weights = self._index.weigh_terms(ids, self._index.count_units(ids))
            self._known.update(zip(missing, map(float, weights), strict=True))
        return self._known


def _stand_in(term: str) -> str:
    """A term of the index that is about as rare: the name of a concept is a word."""
    if term[0] != CONCEPT:
        return term
    return (COARSE if _HAN_RUN.match(term[1:]) else FINE) + term[1:]


def _list_parts(text: str) -> list[Terms]:
    """The words of a text, of a long one those of each part."""
    texts = split_parts(text) if len(text) > LONG_FROM else []
    return [count_words(part) for part in texts] or [count_words(text)]


class Measuring:
    """Compares one caller's words with the questions of articles, all parts of them at once."""

    def __init__(self, text: str, rarities: Rarities) -> None:
        self._rarities = rarities
        parts = _list_parts(text)
        weights = rarities.weigh(dict.fromkeys(term for words in parts for term in words))
        self._sizes = [_measure_size(words, weights) for words in parts]
        self._holders = _list_holders(parts, weights)

    def measure(self, questions: Sequence[str]) -> float:
        """Likeness (0-1) of the words to the nearest question; of a long text, of its best part."""
        return max(map(self._compare, questions), default=0.0)

    def _compare(self, question: str) -> float:
        products = _multiply(count_words(question), self._holders, len(self._sizes))
        if not any(products):
            return 0.0
        size = self._rarities.measure_size(question)
        pairs = zip(products, self._sizes, strict=True)
        return max(product / (size * other or 1.0) for product, other in pairs)


class Sentences:
    """Some sentences that stay, with which any caller's words are compared all at once."""

    def __init__(self, sentences: Sequence[str], rarities: Rarities) -> None:
        self._rarities = rarities
        counted = [count_words(sentence) for sentence in sentences]
        weights = rarities.weigh(dict.fromkeys(term for words in counted for term in words))
        self._sizes = np.array([_measure_size(words, weights) for words in counted])
        self._holders = _list_holders(counted, weights)

    def measure(self, text: str) -> npt.NDArray[np.float64]:
        """Likeness (0-1) of the words to each sentence; of a long text, of its best part."""
        nearest = np.zeros(len(self._sizes))
        for words in _list_parts(text):
            products = _multiply(words, self._holders, len(self._sizes))
            size = _measure_size(words, self._rarities.weigh(words))
            np.maximum(nearest, np.array(products) / (self._sizes * size + 1e-12), out=nearest)
        return nearest


Holders = Mapping[str, Sequence[tuple[int, float]]]
"""The texts that hold a term, each with what the term weighs in it."""


def _list_holders(texts: Sequence[Terms], weights: Mapping[str, float]) -> Holders:
    holders: dict[str, list[tuple[int, float]]] = {}
    for place, words in enumerate(texts):
        for term, count in words.items():
            holders.setdefault(term, []).append((place, count * weights[term] ** 2))
    return holders


def _multiply(words: Terms, holders: Holders, size: int) -> list[float]:
    products = [0.0] * size
    for term, count in words.items():
        for place, share in holders.get(term, ()):
            products[place] += share * count
    return products


def _measure_size(terms: Terms, weights: Mapping[str, float]) -> float:
    return math.sqrt(sum((v * weights[t]) ** 2 for t, v in terms.items()))
