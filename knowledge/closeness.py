"""How close a caller's words come to a way in which an article's question is asked.

Words are compared by what they stand for (`knowledge.callers_words`, the tables of synonyms and
of Tibetan spellings), weighed by their rarity in the index. A long story is compared part by
part, so that its filler does not hide the sentence that asks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from knowledge.callers_words import say_usually
from knowledge.index import Index
from knowledge.terms import COARSE, FINE, hash_terms, split_syllables
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
NO_SIZE = 1e-12
"""Added where a text without words would be divided by."""

_BREAK = re.compile(r"[,，。.!！?？;；、\n།༎]+")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_TIBETAN_RUN = re.compile(f"[\u0f40-\u0fbc{TSHEG} ]+")

Terms = Mapping[str, float]
Floats = npt.NDArray[np.float64]


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
    """How rare terms are in an index, and so how much a text says."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._sizes: dict[str, float] = {}
        """Of articles' questions, which come again."""

    def forget(self) -> None:
        """The index has changed."""
        self._sizes.clear()

    def measure_sizes(self, texts: Iterable[str]) -> Mapping[str, float]:
        """Return a table that holds at least the length of the weighed words of `texts`."""
        fresh = [text for text in texts if text not in self._sizes]
        if fresh:
            _, sizes = self.weigh([count_words(text) for text in fresh])
            self._sizes.update(zip(fresh, sizes.tolist(), strict=True))
        return self._sizes

    def weigh(self, texts: Sequence[Terms]) -> tuple[Floats, Floats]:
        """Return count × rarity² of each term, one text after another, and how long the row of
        count × rarity of each text is."""
        terms = list(chain.from_iterable(texts))
        ids = hash_terms([term if term[0] != CONCEPT else _stand_in(term) for term in terms])
        rarities = self._index.weigh_terms(ids, self._index.count_units(ids))
        counts = np.fromiter(chain.from_iterable(words.values() for words in texts), np.float64)
        shares = counts * rarities**2
        places = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
        return shares, np.sqrt(np.bincount(places, shares * counts, minlength=len(texts)))


def _stand_in(concept: str) -> str:
    """A term of the index that is about as rare: the name of a concept is a word."""
    return (COARSE if _HAN_RUN.match(concept[1:]) else FINE) + concept[1:]


class Held:
    """Some texts that stay, with which others are compared all at once."""

    def __init__(self, texts: Sequence[Terms], rarities: Rarities) -> None:
        shares, self.sizes = rarities.weigh(texts)
        self._holders: dict[str, list[tuple[int, float]]] = {}
        """The texts that hold a term, each with what the term weighs in it."""
        share = iter(shares.tolist())
        for place, words in enumerate(texts):
            for term in words:
                self._holders.setdefault(term, []).append((place, next(share)))

    def multiply(self, texts: Iterable[Terms]) -> Floats:
        """Return products[text, text held] of their weighed words."""
        return np.array([self._multiply(words) for words in texts])

    def _multiply(self, words: Terms) -> list[float]:
        products = [0.0] * len(self.sizes)
        for term, count in words.items():
            for place, share in self._holders.get(term, ()):
                products[place] += share * count
        return products


def measure_nearness(
    text: str, articles: Sequence[Sequence[str]], rarities: Rarities
) -> list[float]:
    """For each article likeness (0-1) of a caller's words to the nearest of its questions; of a
    long text, of its best part."""
    questions = list(dict.fromkeys(chain.from_iterable(articles)))
    if not questions:
        return [0.0] * len(articles)
    parts = Held(list_parts(text), rarities)
    products = parts.multiply(map(count_words, questions))
    best = (products / (parts.sizes + NO_SIZE)).max(axis=1).tolist()
    shared = {question: each for question, each in zip(questions, best, strict=True) if each}
    sizes = rarities.measure_sizes(shared)
    near = {question: each / sizes[question] for question, each in shared.items()}
    return [max((near.get(each, 0.0) for each in asked), default=0.0) for asked in articles]


def list_parts(text: str) -> list[Terms]:
    """The words of a text, of a long one those of each part."""
    texts = split_parts(text) if len(text) > LONG_FROM else []
    return [count_words(part) for part in texts] or [count_words(text)]


def measure_held(text: str, held: Held, rarities: Rarities) -> Floats:
    """Likeness (0-1) of the words to each text held; of a long text, of its best part."""
    parts = list_parts(text)
    _, sizes = rarities.weigh(parts)
    likeness = held.multiply(parts) / (np.outer(sizes, held.sizes) + NO_SIZE)
    nearest: Floats = likeness.max(axis=0)
    return nearest
