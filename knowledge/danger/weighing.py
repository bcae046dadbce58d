"""Weighs a text by its pieces: hears what no rule of danger spells out, doubts false alarms.

A linear model over pieces of Chinese (one or two characters) and Tibetan (two to five letters,
tshegs left out). `python -m scripts.train_danger` fits `danger_weights.tsv` on the seen sentences.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.danger.mixed import is_mixed, read_as_chinese
from knowledge.danger.rules import Kind
from knowledge.text import TSHEG, make_search_key, read_table

SAME_PERSON = str.maketrans("她它牠妳您俺侬", "他他他你你我你")
LONGEST_CLAUSE = 60
"""So many characters of a clause are told as the words that spoke."""
_CLAUSE_ENDS = re.compile(r"[。！？!?；;…\n\r，,、།༎|]+")
_HAN_RUN = re.compile("[\u3400-\u9fff0-9]+")
_TIBETAN_RUN = re.compile("[\u0f40-\u0fbc]+")
_SPACES = re.compile(f"[{TSHEG}\\s]+")
_HAN_LENGTHS = (1, 2)
_TIBETAN_LENGTHS = (2, 3, 4, 5)
_BIAS = "="
"""The row of the table that stands for every text."""


@dataclass(frozen=True, slots=True)
class Weight:
    """`rarity` of a piece in the seen sentences; `danger` and `kinds` (in the order of Kind) are
    what it adds for a text of length one."""

    rarity: float
    danger: float
    kinds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """`score` above nought leans to danger; `kind` and `clause` are those that spoke most."""

    score: float
    kind: Kind
    clause: str


def list_clauses(text: str) -> list[str]:
    """The clauses of a text as they were written."""
    return [clause.strip() for clause in _CLAUSE_ENDS.split(text) if clause.strip()]


def cut_pieces(clause: str) -> set[str]:
    """The pieces of one clause."""
    key = make_search_key(clause).translate(SAME_PERSON)
    joined = _SPACES.sub("", key)
    pieces = set(_cut(_HAN_RUN, _HAN_LENGTHS, joined))
    if is_mixed(key):
        pieces.update(_cut(_HAN_RUN, _HAN_LENGTHS, _SPACES.sub("", read_as_chinese(key))))
    pieces.update(_cut(_TIBETAN_RUN, _TIBETAN_LENGTHS, joined))
    return pieces


def _cut(run: re.Pattern[str], lengths: tuple[int, ...], text: str) -> Iterator[str]:
    for letters in run.findall(text):
        for length in lengths:
            yield from (letters[at : at + length] for at in range(len(letters) - length + 1))


@lru_cache(maxsize=1)
def _read_weights() -> dict[str, Weight]:
    weights = {}
    for line in read_table("danger_weights.tsv"):
        piece, rarity, danger, *kinds = line.split("\t")
        weights[piece] = Weight(float(rarity), float(danger), tuple(map(float, kinds)))
    return weights


def weigh(text: str) -> Weighed:
    """How much the text as a whole sounds of danger."""
    weights = _read_weights()
    bias = weights[_BIAS]
    known = {
        clause: [piece for piece in cut_pieces(clause) if piece in weights]
        for clause in list_clauses(text)
    }
    pieces = {piece for own in known.values() for piece in own}
    length = math.sqrt(sum(weights[piece].rarity ** 2 for piece in pieces)) or 1.0
    score = bias.danger + sum(weights[piece].danger for piece in pieces) / length
    kinds = [
        start + sum(weights[piece].kinds[place] for piece in pieces) / length
        for place, start in enumerate(bias.kinds)
    ]
    loudest = max(known, key=lambda each: sum(weights[p].danger for p in known[each]), default="")
    return Weighed(score, list(Kind)[kinds.index(max(kinds))], loudest[:LONGEST_CLAUSE])
