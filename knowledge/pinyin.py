"""Reads Chinese typed in pinyin without tones, by the words the knowledge base holds.

Only known words are read, so that Latin text of other kinds is left alone; it never guesses
a word that no article, lexicon or table contains.
"""

import itertools
from collections.abc import Iterable
from functools import lru_cache

from knowledge.text import read_table

MOST_READINGS = 8
"""Of one word; more would be combinations that nobody says."""
_LONGEST_WORD = 30
"""Letters of pinyin."""


@lru_cache(maxsize=1)
def _read_sounds() -> dict[str, tuple[str, ...]]:
    sounds: dict[str, tuple[str, ...]] = {}
    for line in read_table("pinyin.txt"):
        syllable, characters = line.split()
        for character in characters:
            sounds[character] = (*sounds.get(character, ()), syllable)
    return sounds


@lru_cache(maxsize=1 << 14)
def spell_word(word: str) -> tuple[str, ...]:
    """Return the ways a Chinese word is typed, none where a character is unknown."""
    sounds = _read_sounds()
    choices = [sounds.get(character, ()) for character in word]
    ways = itertools.islice(itertools.product(*choices), MOST_READINGS)
    return tuple("".join(way) for way in ways)


class PinyinBook:
    """Words by their pinyin; grows as articles are published."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, int]] = {}

    def add_words(self, words: Iterable[str]) -> None:
        """Learn words of two characters or more; seen more often, they are read first."""
        for word in words:
            if len(word) > 1:
                for spelling in spell_word(word):
                    counts = self._words.setdefault(spelling, {})
                    counts[word] = counts.get(word, 0) + 1

    def add_usual(self, words: Iterable[str]) -> None:
        """Learn words that a spelling is read as only where it says nothing else, single
        characters too."""
        for word in words:
            for spelling in spell_word(word):
                self._words.setdefault(spelling, {word: 1})

    def list_words(self, spelling: str) -> list[str]:
        """Return the words typed so, the most frequent first."""
        counts = self._words.get(spelling, {})
        return sorted(counts, key=lambda word: (-counts[word], word))

    def read(self, latin: str) -> list[list[str]] | None:
        """Split pinyin into the fewest known words; None unless all of it is read.

        Each item lists the words that sound so, most frequent first.
        """
        letters = "".join(char for char in latin.lower().replace("ü", "v") if char.isalpha())
        letters = letters.replace("lv", "lu").replace("nv", "nu")
        best: list[list[str] | None] = [[], *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end):
                before, part = best[start], letters[start:end]
                if before is None or part not in self._words:
                    continue
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = [*before, part]
        parts = best[-1]
        return [self.list_words(part) for part in parts] if parts else None
