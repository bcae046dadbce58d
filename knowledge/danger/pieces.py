"""Cuts a text into clauses and the pieces by which danger is weighed.

Pieces of Chinese: one to three characters, and two with any one between; of Chinese by its sound
(pinyin, homophones): one or two syllables; of Tibetan: two to five letters, tshegs left out. Wylie
is read as Tibetan. A message in both scripts is also read with its Tibetan words of danger in
Chinese.
"""

import re
from collections.abc import Iterator

from knowledge.danger.mixed import is_mixed, read_as_chinese
from knowledge.danger.sound import spell_text
from knowledge.text import TSHEG, make_search_key
from knowledge.wylie import read_wylie

SAME_PERSON = str.maketrans("她它牠妳您俺侬", "他他他你你我你")
TIBETAN_LETTERS = 2.5
"""That say as much as one Chinese character."""
_CLAUSE_ENDS = re.compile(r"[。！？!?；;…\n\r，,、།༎|]+")
LONGEST_CLAUSE = 120
"""Letters; who sets no marks is read in pieces of so many, cut between words where these are set
apart."""
_PART = re.compile(rf".{{1,{LONGEST_CLAUSE - 1}}}(?:[{TSHEG}\s]|$)|.{{1,{LONGEST_CLAUSE}}}")
_HAN_RUN = re.compile("[\u3400-\u9fff0-9]+")
_TIBETAN_RUN = re.compile("[\u0f40-\u0fbc]+")
_TIBETAN = re.compile("[\u0f00-\u0fff]")
_LATIN_WORDS = re.compile(r"[a-z'. ]{4,}")
_SPACES = re.compile(f"[{TSHEG}\\s]+")
_HAN_LENGTHS = (1, 2, 3)
_TIBETAN_LENGTHS = (2, 3, 4, 5)


def list_clauses(text: str) -> list[str]:
    """The clauses of a text as they were written, endless ones in parts."""
    clauses = _CLAUSE_ENDS.split(text)
    parts = (part.strip() for clause in clauses for part in _PART.findall(clause))
    return [part for part in parts if part]


def measure_length(text: str) -> float:
    """How much a text says, in Chinese characters."""
    tibetan = len(_TIBETAN.findall(text))
    return len(text) - tibetan + tibetan / TIBETAN_LETTERS


def cut_pieces(clause: str) -> set[str]:
    """The pieces of one clause."""
    key = make_search_key(clause).translate(SAME_PERSON)
    pieces = set(_cut_chinese(_SPACES.sub("", key)))
    if is_mixed(key):
        pieces.update(_cut_chinese(_SPACES.sub("", read_as_chinese(key))))
    pieces.update(_cut_tibetan(_SPACES.sub("", key)))
    for latin in _LATIN_WORDS.findall(key):
        pieces.update(_cut_tibetan(_SPACES.sub("", read_wylie(latin.strip()) or "")))
    syllables = spell_text(key).split()
    pieces.update(syllables, map("{} {}".format, syllables, syllables[1:]))
    return pieces


def _cut_chinese(text: str) -> Iterator[str]:
    yield from _cut(_HAN_RUN, _HAN_LENGTHS, text)
    for run in _HAN_RUN.findall(text):
        yield from map("{}_{}".format, run, run[2:])


def _cut_tibetan(text: str) -> Iterator[str]:
    return _cut(_TIBETAN_RUN, _TIBETAN_LENGTHS, text)


def _cut(run: re.Pattern[str], lengths: tuple[int, ...], text: str) -> Iterator[str]:
    for letters in run.findall(text):
        for length in lengths:
            yield from (letters[at : at + length] for at in range(len(letters) - length + 1))
