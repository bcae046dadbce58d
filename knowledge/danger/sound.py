"""Chinese by its sound: characters and pinyin without tones as the same row of syllables.

Sounds that the Southwest and hurried typing mix up (zh and z, n and ng at the end) are one, so a
homophone, a typo by the input method and plain pinyin are read as the word that was meant.
"""

import re
from functools import lru_cache

from knowledge.text import read_table

SAME: tuple[str, ...] = ()
"""The sounds of what has none."""
_LATIN = re.compile(r"[a-z]+")
_LONGEST_SYLLABLE = 6
_ENDS = re.compile(r"[。！？!?；;…\n]+")


@lru_cache(maxsize=1)
def _read_sounds() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    sounds: dict[str, tuple[str, ...]] = {}
    syllables = set()
    for line in read_table("pinyin.txt"):
        syllable, characters = line.split()
        syllables.add(syllable)
        for character in characters:
            known = sounds.get(character, ())
            sounds[character] = tuple(dict.fromkeys((*known, fold_sound(syllable))))
    return sounds, frozenset(syllables)


def fold_sound(syllable: str) -> str:
    """The syllable with sounds made one that are mixed up."""
    for retroflex in ("zh", "ch", "sh"):
        if syllable.startswith(retroflex):
            syllable = retroflex[0] + syllable[2:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


def sound_of(character: str) -> tuple[str, ...]:
    """The sounds of a character; SAME where it has none."""
    return _read_sounds()[0].get(character, SAME)


def spell_text(key: str) -> str:
    """A search key as syllables, each with a space behind it; the first reading of each."""
    sounds, _ = _read_sounds()
    parts: list[str] = []
    for piece in re.findall(r"[a-z]+|\s+|.", _ENDS.sub("|", key)):
        if _LATIN.fullmatch(piece):
            parts.extend(fold_sound(each) for each in split_pinyin(piece))
        elif piece == "|":
            parts.append("|")
        elif piece in sounds:
            parts.append(sounds[piece][0])
    return "".join(f"{part} " for part in parts)


def split_pinyin(latin: str) -> list[str]:
    """The fewest syllables that make up the letters; the letters as they are where none do."""
    _, syllables = _read_sounds()
    best: list[list[str] | None] = [[], *[None] * len(latin)]
    for end in range(1, len(latin) + 1):
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before = best[start]
            if before is None or latin[start:end] not in syllables:
                continue
            known = best[end]
            if known is None or len(before) < len(known) - 1:
                best[end] = [*before, latin[start:end]]
    return best[-1] or [latin]
