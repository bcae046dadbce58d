"""Legal terms in both languages: lets a question find an article of the other language.

Each pair carries its source and its state; draft pairs help staff to find, they are not
shown to callers as translations.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.terms import COARSE, FINE, split_syllables
from knowledge.text import TSHEG, make_search_key

_LONGEST_TERM = 8
"""Syllables or characters of the longest term that is looked for."""


@dataclass(frozen=True, slots=True)
class TermPair:
    """One row of the lexicon; `state` is draft, in_review, approved or retired."""

    zh: str
    bo: str
    source: str
    state: str


def parse_lexicon(lines: Iterable[str]) -> list[TermPair]:
    """Read tab-separated rows `zh, bo, source, state`; the head line and short rows are left."""
    rows = [line.rstrip("\n").split("\t") for line in lines]
    return [TermPair(*row[:4]) for row in rows if len(row) >= 4 and row[0] != "zh" and all(row[:2])]


def make_han_terms(word: str) -> list[str]:
    """Return the word and its pairs of characters as search terms."""
    return [COARSE + word, *(FINE + word[i : i + 2] for i in range(len(word) - 1))]


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in the other language, word by word; `share` (0-1) of it was in the lexicon,
    in so many `terms`."""

    text: str
    language: str
    share: float
    terms: int


class Lexicon:
    """Looks up the longest terms that stand in a text."""

    def __init__(self, pairs: Iterable[TermPair] = ()) -> None:
        self.pairs = tuple(pair for pair in pairs if pair.state != "retired")
        self._from_zh: dict[str, list[str]] = {}
        self._from_bo: dict[tuple[str, ...], list[str]] = {}
        for pair in self.pairs:
            syllables = tuple(split_syllables(make_search_key(pair.bo)))
            self._from_zh.setdefault(make_search_key(pair.zh), []).append(pair.bo)
            self._from_bo.setdefault(syllables, []).append(pair.zh)

    def translate_terms(self, text: str) -> dict[str, list[str]]:
        """Return the terms found in `text`, each with its translations, longest match first."""
        key = make_search_key(text)
        return {**self._find_chinese(key), **self._find_tibetan(key)}

    def translate_question(self, text: str) -> Translation | None:
        """Return what can be said of `text` in the other language, None where nothing can.

        A mixed text is translated from the language that more of its terms are in.
        """
        key = make_search_key(text)
        zh, bo = self._find_chinese(key), self._find_tibetan(key)
        if not zh and not bo:
            return None
        if len(bo) >= len(zh):
            known, size = sum(len(split_syllables(term)) for term in bo), len(split_syllables(key))
        else:
            known, size = sum(map(len, zh)), len(key)
        found, language = (bo, "zh") if len(bo) >= len(zh) else (zh, "bo")
        words = dict.fromkeys(word for words in found.values() for word in words)
        share = min(1.0, known / max(size, 1))
        return Translation(" ".join(words), language, share, len(found))

    def _find_chinese(self, key: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        start = 0
        while start < len(key):
            for length in range(_LONGEST_TERM, 0, -1):
                part = key[start : start + length]
                if part in self._from_zh:
                    found[part] = self._from_zh[part]
                    start += len(part) - 1
                    break
            start += 1
        return found

    def _find_tibetan(self, key: str) -> dict[str, list[str]]:
        syllables = [part.rstrip("།༎") for part in split_syllables(key)]
        found: dict[str, list[str]] = {}
        start = 0
        while start < len(syllables):
            for length in range(_LONGEST_TERM, 0, -1):
                part = tuple(syllables[start : start + length])
                if part in self._from_bo:
                    found[TSHEG.join(part)] = self._from_bo[part]
                    start += len(part) - 1
                    break
            start += 1
        return found
