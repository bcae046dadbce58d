"""Fits the weights of the danger net on the seen sentences; `--write` keeps them.

`python -m scripts.train_danger [--write]` prints what a net that was fitted without an author tells
of that author's sentences, by bound; with `--write` it fits on all and writes the table.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from knowledge.danger.passages import Passage, read_text
from knowledge.danger.recognise import Hearing, hear
from knowledge.danger.rules import DangerKind
from knowledge.danger.weighing import BIAS, Weight, Weights
from knowledge.text import ASKED, TABLES

STRENGTH = 30.0
"""Of fitting: the inverse of what holds weights small; 10, 30 and 100 were tried."""
MOST_PIECES = 60_000
"""Kept in the table, by how much they can move a text."""
ASKS = "asks"
NEVER_LEFT_OUT = frozenset({"house", "everyday", ASKS})
"""Authors who knew of rules, and asks that nobody wrote for danger: they are only fitted on."""
BOUNDS = (-0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0)
HEAD = (
    "# Pieces of danger: piece, rarity, what it adds to danger and to each kind. "
    "Made by scripts/train_danger.py; do not edit.\n"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence, whose it is, and the pieces of the whole of it."""

    by: str
    language: str
    danger: str | None
    text: Passage
    pieces: frozenset[str]


def read_seen() -> list[Seen]:
    """The seen sentences; the seen asks as harmless ones, as far as no rule speaks in them."""
    rows = _read_lines("danger_seen.jsonl")
    known = {row["text"] for row in rows}
    asks = [row | {"danger": None, "by": ASKS} for row in _read_lines("asks_seen.jsonl")]
    rows += [ask for ask in asks if ask["text"] not in known]
    seen = [_read(row) for row in rows]
    return [each for each in seen if each.by != ASKS or not any(map(_is_rule, each.pieces))]


def _read_lines(name: str) -> list[dict[str, Any]]:
    with (ASKED / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _read(row: dict[str, Any]) -> Seen:
    whole = read_text(row["text"])
    return Seen(row["by"], row["lang"], row["danger"], whole, whole.hear().pieces)


def _is_rule(piece: str) -> bool:
    return piece.startswith("rule:")


class Pieces:
    """The known pieces of sentences, and texts as rows of length one."""

    def __init__(self, rarity: dict[str, float]) -> None:
        self.names = sorted(rarity)
        self.rarity = np.array([rarity[name] for name in self.names])
        self._place = {piece: place for place, piece in enumerate(self.names)}

    def make_rows(self, texts: Sequence[Iterable[str]]) -> csr_matrix:
        starts, places, values = [0], [], []
        for text in texts:
            own = [self._place[piece] for piece in text if piece in self._place]
            rarity = self.rarity[own]
            places.extend(own)
            values.extend(rarity / (np.linalg.norm(rarity) or 1.0))
            starts.append(len(places))
        return csr_matrix((values, places, starts), (len(texts), len(self.names)))


def count_rarity(texts: Sequence[Iterable[str]]) -> dict[str, float]:
    often = Counter(piece for pieces in texts for piece in pieces)
    return {piece: math.log(len(texts) / times) + 1 for piece, times in often.items()}


def fit(rows: csr_matrix, is_so: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000, solver="liblinear").fit(rows, is_so)


def fit_danger(sentences: Sequence[Seen]) -> tuple[Pieces, LogisticRegression]:
    """Fit on all pieces, then once more on those that move a text most."""
    texts = [each.pieces for each in sentences]
    danger = np.array([each.danger is not None for each in sentences])
    rarity = count_rarity(texts)
    pieces = Pieces(rarity)
    model = fit(pieces.make_rows(texts), danger)
    loudest = np.argsort(-np.abs(model.coef_[0] * pieces.rarity))[:MOST_PIECES]
    kept = Pieces({pieces.names[place]: rarity[pieces.names[place]] for place in loudest})
    return kept, fit(kept.make_rows(texts), danger)


def cross_validate(sentences: list[Seen], authors: Sequence[str] | None = None) -> None:
    """Print recall and false alarms of each author's sentences, left out of the fitting."""
    everything: list[tuple[Seen, Hearing]] = []
    for author in authors or sorted({each.by for each in sentences} - NEVER_LEFT_OUT):
        weights = Weights(fit_weights([each for each in sentences if each.by != author]))
        heard = [(each, hear(each.text, weights)) for each in sentences if each.by == author]
        everything.extend(heard)
        _print(author, heard)
    for language in ("zh", "bo", "mixed"):
        _print(language, [pair for pair in everything if pair[0].language == language])
    _print("all", everything)


def _print(name: str, heard: list[tuple[Seen, Hearing]]) -> None:
    danger = np.array([each.danger is not None for each, _ in heard])
    whole = np.array([hearing.whole_score for _, hearing in heard])
    part = np.array([hearing.is_told_in_passing for _, hearing in heard])
    told = []
    for bound in BOUNDS:
        alarms = (whole >= bound) | part
        told.append(f"{bound:+.2f}: {alarms[danger].mean():.3f}/{alarms[~danger].mean():.3f}")
    print(f"{name:10}", *told, sep="  ", flush=True)


def fit_weights(sentences: Sequence[Seen]) -> dict[str, Weight]:
    """Fit on whole texts, then on the passages of the longer ones beside them."""
    first = Weights(weigh_pieces(sentences))
    return weigh_pieces([*sentences, *list_passages(sentences, first)])


def list_passages(sentences: Iterable[Seen], weights: Weights) -> Iterator[Seen]:
    """Of a harmless story every passage is harmless; of one that tells of danger the loudest is
    taken to tell of it, of the others nothing is known."""
    for each in sentences:
        if not each.text.is_long:
            continue
        parts = [part.hear() for part in each.text.split()]
        if each.danger:
            parts = [max(parts, key=lambda part: weights.weigh(part.pieces))]
        for part in parts:
            if each.by != ASKS or not part.found:
                yield Seen(each.by, each.language, each.danger, part, part.pieces)


def weigh_pieces(sentences: Sequence[Seen]) -> dict[str, Weight]:
    pieces, model = fit_danger(sentences)
    dangers = [each for each in sentences if each.danger]
    rows = pieces.make_rows([each.pieces for each in dangers])
    kinds = np.array([each.danger for each in dangers])
    models = [model, *(fit(rows, kinds == kind) for kind in DangerKind)]
    table = np.stack([each.coef_[0] * pieces.rarity for each in models], axis=1)
    starts = [float(each.intercept_[0]) for each in models]
    weights = {BIAS: Weight(0.0, starts[0], tuple(starts[1:]))}
    for piece, rarity, own in zip(pieces.names, pieces.rarity, table.tolist(), strict=True):
        weights[piece] = Weight(float(rarity), own[0], tuple(own[1:]))
    return weights


def write_weights(weights: dict[str, Weight]) -> None:
    with (TABLES / "danger_weights.tsv").open("w", encoding="utf-8") as table:
        table.write(HEAD)
        for piece, weight in weights.items():
            told = [f"{each:.1f}".removesuffix(".0") for each in (weight.danger, *weight.kinds)]
            told = ["0" if each == "-0" else each for each in told]
            table.write("\t".join([piece, f"{weight.rarity:.2f}", *told]) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", action="append", help="leave out this author alone")
    args = parser.parse_args()
    sentences = read_seen()
    if args.write:
        write_weights(fit_weights(sentences))
    else:
        cross_validate(sentences, args.only)


if __name__ == "__main__":
    main()
