"""The small language in which the rules of danger are written, made into regular expressions.

A pattern is steps with spaces between: `a/b/c` one of these words, `<name>` a word of the list of
that name (`<name>?` may be missing), `~` or `~8` a gap of at most so many characters (Tibetan:
syllables) inside one sentence. In a word `[xy]` is one of the letters, `x?` an `x` that may be
missing, `#` a number. A pattern is read in three ways: by Chinese characters, by the sound of
Chinese, by Tibetan syllables.
"""

import re
from collections.abc import Callable, Mapping
from itertools import product

from knowledge.danger.sound import SAME, sound_of
from knowledge.text import TSHEG

STOP = "|"
"""Ends a sentence in every reading; no gap goes over it."""
USUAL_GAP = 6
_SYLLABLE_LETTERS = 5
"""Of Tibetan with its tsheg, so many characters are a long syllable."""
_TIBETAN_LETTER = "\u0f40-\u0fbc"
_ENDING = f"(?:འི|འོ|འང|འམ|[སརའ])?(?![{_TIBETAN_LETTER}])"
_PIECE = re.compile(r"(\[[^\]]+\]|.)(\?)?")
_NUMBER = "[0-9一二三四五六七八九十两几]{1,3}"
_TIBETAN_NUMBER = f"(?:[0-9]{{1,2}}|གཉིས|གསུམ|བཞི|ལྔ|དྲུག|བདུན|བརྒྱད|དགུ|བཅུ(?:{TSHEG}?[{_TIBETAN_LETTER}]+)?)"

Words = Mapping[str, tuple[str, ...]]
Reading = Callable[[str], str]


def spell_out(word: str) -> list[str]:
    """Every way in which a word of the tables is written."""
    choices = []
    for letters, may_miss in _PIECE.findall(word):
        letters = letters[1:-1] if letters.startswith("[") else letters
        choices.append([*letters, ""] if may_miss else [*letters])
    return ["".join(way) for way in product(*choices)]


def write_chinese(word: str) -> str:
    """The word by its characters."""
    return "".join(_NUMBER if char == "#" else re.escape(char) for char in word)


def write_sound(word: str) -> str:
    """The word by its syllables, each with a space behind it, whatever the characters."""
    return "".join(f"{_either(sound_of(char))} " if char != "#" else r"\S+ " for char in word)


def write_tibetan(word: str) -> str:
    """The word by whole syllables; a tsheg between them may be missing."""
    return f"(?<![{_TIBETAN_LETTER}]){_tibetan_letters(word)}{_ENDING}"


def write_joined_tibetan(word: str) -> str:
    """The word anywhere in a line of letters that was typed without tshegs."""
    return _tibetan_letters(word)


def _tibetan_letters(word: str) -> str:
    letters = word.replace(TSHEG, f"{TSHEG}?")
    return letters.replace("#", _TIBETAN_NUMBER)


def _either(ways: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0]


GAPS: Mapping[Reading, tuple[str, str]] = {
    write_chinese: ("[^|]", "{0,%d}?"),
    write_sound: (r"(?:[^\s|]+ )", "{0,%d}?"),
    write_tibetan: ("[^|]", "{0,%d}?"),
    write_joined_tibetan: ("[^|]", "{0,%d}?"),
}


def compile_pattern(pattern: str, words: Words, reading: Reading) -> re.Pattern[str]:
    """The pattern as it is found in a text of this reading; raises KeyError for a list that is
    not there."""
    return re.compile("".join(_write_step(step, words, reading) for step in pattern.split()))


def _write_step(step: str, words: Words, reading: Reading) -> str:
    if step.startswith("~"):
        unit, times = GAPS[reading]
        length = int(step[1:] or USUAL_GAP)
        is_tibetan = reading in (write_tibetan, write_joined_tibetan)
        return unit + times % (length * _SYLLABLE_LETTERS if is_tibetan else length)
    may_miss = step.endswith(">?")
    alternatives = [
        word for each in step.removesuffix(">?").split("/") for word in _list(each, words)
    ]
    spelled = sorted({way for word in alternatives for way in spell_out(word)}, key=_longest_first)
    written = dict.fromkeys(reading(way) for way in spelled if _can_be_read(way, reading))
    join = f"{TSHEG}?" if reading in (write_tibetan, write_joined_tibetan) else ""
    return f"(?:{'|'.join(written) or '(?!)'})" + ("?" if may_miss else "") + join


def _list(alternative: str, words: Words) -> tuple[str, ...]:
    return words[alternative.strip("<>")] if alternative.startswith("<") else (alternative,)


def _can_be_read(word: str, reading: Reading) -> bool:
    return reading is not write_sound or all(char == "#" or sound_of(char) != SAME for char in word)


def _longest_first(word: str) -> tuple[int, str]:
    return (-len(word), word)
