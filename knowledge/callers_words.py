"""Reads what callers type as the usual words for it: Sichuan speech and slips of the input method.

It makes a second reading of a question, for finding only: what a person wrote is shown and kept
as it was. Nothing is guessed; a slip is mended only into a term that the base knows.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import rjieba

from knowledge.pinyin import spell_word
from knowledge.text import make_search_key, read_table

LONGEST_TERM = 6
"""Characters of the longest term that a slip is mended into."""
_NEVER_A_SLIP = frozenset("的了是我你他她它们不没有在这那就也都还要想去来吗呢吧啊")
"""Characters so common that a run with one of them is hardly a mistyped term."""
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""Sounds that are one in Sichuan speech, and so in its typing."""


@lru_cache(maxsize=1)
def _read_colloquial() -> tuple[Mapping[str, str], re.Pattern[str]]:
    usual: dict[str, str] = {}
    for line in read_table("colloquial_zh.txt"):
        word, *others = line.split()
        usual.update((other, word) for other in (word, *others) if other not in usual)
    longest_first = sorted(usual, key=len, reverse=True)
    return usual, re.compile("|".join(map(re.escape, longest_first)))


def say_usually(text: str) -> str:
    """Return the search key of `text` with colloquial words as their usual ones."""
    usual, pattern = _read_colloquial()
    return pattern.sub(lambda match: usual[match.group()], make_search_key(text))


def list_colloquial_words() -> list[str]:
    """Return every word of the table, usual or not."""
    return list(_read_colloquial()[0])


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> tuple[str, ...]:
    """The ways a word sounds in Sichuan speech."""
    return tuple(_blur(" ".join(spell_word(word))).split())


def _blur(spellings: str) -> str:
    for sound, other in _BLURRED:
        spellings = spellings.replace(sound, other)
    return spellings


class SlipBook:
    """Terms by their sound; mends runs of characters that sound like a term and are no word."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms: dict[str, str] = {}
        self._known: set[str] = set()
        self._heads: set[str] = set()
        """How terms begin: the sounds of two characters."""
        for term in terms:
            if 1 < len(term) <= LONGEST_TERM and _HAN_RUN.fullmatch(term):
                self._known.add(term)
                self._heads.update(_sound(term[:2]))
                for sound in _sound(term):
                    self._terms.setdefault(sound, term)

    def mend(self, text: str) -> str:
        """Return `text` with its slips mended, everything else as it was."""
        return _HAN_RUN.sub(lambda run: self._mend_run(run.group()), text)

    def _mend_run(self, run: str) -> str:
        tokens = rjieba.cut(run, False)
        mended: list[str] = []
        start = 0
        while start < len(tokens):
            term, size = self._find_slip(tokens, start)
            mended.append(term or tokens[start])
            start += size
        return "".join(mended)

    def _find_slip(self, tokens: list[str], start: int) -> tuple[str, int]:
        """Return the term that tokens from `start` on sound like and how many they are."""
        head = "".join(tokens[start : start + 2])[:2]
        if self._heads.isdisjoint(_sound(head)):
            return "", 1
        for size in range(min(4, len(tokens) - start), 1, -1):
            window = "".join(tokens[start : start + size])
            if len(window) > LONGEST_TERM or window in self._known:
                continue
            if not _NEVER_A_SLIP.isdisjoint(window):
                continue
            for sound in _sound(window):
                term = self._terms.get(sound, "")
                if len(term) == len(window) and _shares(term, window):
                    return term, size
        return "", 1


def _shares(term: str, window: str) -> bool:
    """A slip leaves at least one character right."""
    return any(a == b for a, b in zip(term, window, strict=True))
