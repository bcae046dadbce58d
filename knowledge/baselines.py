"""Plain methods to compare the search with, as strong as we can make them.

Each scores every article for one question over question, alternates and answer together, after
the search's own normalisation, so that nothing but the method differs. The search uses none.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt
import rjieba
from rapidfuzz import fuzz, process

from knowledge.articles import Wording
from knowledge.text import TSHEG, make_search_key

Scores = npt.NDArray[np.float64]
Splitter = Callable[[str], list[str]]

_SIGNS = re.compile(f"[^\\w{TSHEG}\u0f71-\u0fbc]+|_")
_BETWEEN = re.compile("[^\\w\u0f71-\u0fbc]+")
"""Tsheg, shad, spaces, punctuation; vowel signs and subjoined letters are no `\\w`."""


class Baseline(Protocol):
    """Scores of all articles for a question, in the order they were given."""

    def score(self, question: str) -> Scores: ...


def drop_signs(text: str) -> str:
    """The search key without punctuation and spaces; tshegs stay."""
    return _SIGNS.sub("", make_search_key(text))


def split_words(text: str) -> list[str]:
    return [word for word in rjieba.cut(make_search_key(text)) if _SIGNS.sub("", word)]


def split_characters(text: str) -> list[str]:
    """Characters and pairs of neighbours, without punctuation and without tsheg."""
    letters = drop_signs(text).replace(TSHEG, "")
    return [*letters, *map(str.__add__, letters, letters[1:])]


def split_into_syllables(text: str) -> list[str]:
    """Syllables as they stand between tshegs, and pairs of neighbours."""
    syllables = [part for part in _BETWEEN.split(make_search_key(text)) if part]
    return [*syllables, *map(TSHEG.join, pairwise(syllables))]


class Ratio:
    """rapidfuzz `ratio` of the whole texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def score(self, question: str) -> Scores:
        return np.asarray(process.cdist([question], self.texts, scorer=fuzz.ratio)[0], np.float64)


class TokenSet:
    """rapidfuzz `token_set_ratio` on words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [" ".join(split_words(text)) for text in texts]

    def score(self, question: str) -> Scores:
        words = " ".join(split_words(question))
        return np.asarray(
            process.cdist([words], self.texts, scorer=fuzz.token_set_ratio)[0], np.float64
        )


class Bm25:
    """BM25 over whatever the splitter yields.

    k1 and b: the best of five pairs on questions and lawyers' answers, .015 above 1.5 and .75.
    """

    K1, B = 1.2, 0.85

    def __init__(self, texts: Sequence[str], split: Splitter) -> None:
        self.split, self.size = split, len(texts)
        batch = [Counter(split(text)) for text in texts]
        lengths = np.array([counts.total() for counts in batch], float)
        penalty = self.K1 * (1 - self.B + self.B * lengths / (lengths.mean() or 1.0))
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, counts in enumerate(batch):
            for term, n in counts.items():
                postings.setdefault(term, []).append(
                    (place, n * (self.K1 + 1) / (n + penalty[place]))
                )
        self.postings = {term: self._weigh(found) for term, found in postings.items()}

    def _weigh(self, found: list[tuple[int, float]]) -> tuple[npt.NDArray[np.intp], Scores]:
        idf = np.log1p((self.size - len(found) + 0.5) / (len(found) + 0.5))
        places, impacts = zip(*found, strict=True)
        return np.array(places, np.intp), np.array(impacts) * idf

    def score(self, question: str) -> Scores:
        scores = np.zeros(self.size)
        for term in self.split(question):
            if term in self.postings:
                places, impacts = self.postings[term]
                scores[places] += impacts
        return scores


class TfIdf:
    """Cosine of sublinear TF-IDF over one to three characters, without punctuation."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, preprocessor=drop_signs
        )
        self.matrix = self.vectorizer.fit_transform(texts)

    def score(self, question: str) -> Scores:
        vector = self.vectorizer.transform([question])
        return np.asarray((self.matrix @ vector.T).todense(), float).ravel()


def build_baselines(wordings: Sequence[Wording]) -> dict[str, Baseline]:
    """Return the baselines by name."""
    texts = [wording.join_text() for wording in wordings]
    return {
        "rapidfuzz_ratio": Ratio(texts),
        "rapidfuzz_token_set_words": TokenSet(texts),
        "bm25_words": Bm25(texts, split_words),
        "bm25_characters": Bm25(texts, split_characters),
        "bm25_syllables": Bm25(texts, split_into_syllables),
        "tfidf_characters": TfIdf(texts),
    }
