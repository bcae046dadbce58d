"""Weighs pieces of text: a linear model, fitted by `python -m scripts.train_danger`.

`danger_weights.tsv`: piece, its rarity, what it adds to danger and to each kind for a text of
length one; the row `=` stands for every text.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.danger.rules import DangerKind
from knowledge.text import read_table

BIAS = "="


@dataclass(frozen=True, slots=True)
class Weight:
    """`kinds` in the order of Kind."""

    rarity: float
    danger: float
    kinds: tuple[float, ...]


class Weights:
    """What every known piece adds."""

    def __init__(self, weights: Mapping[str, Weight]) -> None:
        self._weights = weights
        self._bias = weights[BIAS]

    def weigh(self, pieces: Iterable[str]) -> float:
        """How much the pieces together sound of danger; above nought rather so than not."""
        known = self._find_known(pieces)
        return self._bias.danger + sum(weight.danger for weight in known) / _measure(known)

    def weigh_kinds(self, pieces: Iterable[str]) -> dict[DangerKind, float]:
        """How much the pieces sound of each kind, of danger that it is."""
        known = self._find_known(pieces)
        length = _measure(known)
        return {
            kind: start + sum(weight.kinds[place] for weight in known) / length
            for place, (kind, start) in enumerate(zip(DangerKind, self._bias.kinds, strict=True))
        }

    def _find_known(self, pieces: Iterable[str]) -> list[Weight]:
        return [self._weights[piece] for piece in pieces if piece in self._weights]


def _measure(known: Iterable[Weight]) -> float:
    return math.sqrt(sum(weight.rarity**2 for weight in known)) or 1.0


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """The weights that are shipped."""
    weights = {}
    for line in read_table("danger_weights.tsv"):
        piece, rarity, danger, *kinds = line.split("\t")
        weights[piece] = Weight(float(rarity), float(danger), tuple(map(float, kinds)))
    return Weights(weights)
