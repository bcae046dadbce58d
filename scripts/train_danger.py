"""Fits the weights of the danger net on the seen sentences; `--write` keeps them.

`python -m scripts.train_danger [--write]` prints recall and false alarms of weights that were
fitted on the other folds; with the rules too, which were written with part of these sentences.
"""

import argparse
import json
import math
from collections import Counter

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from knowledge.danger.measure import Sentence, parse_sentence
from knowledge.danger.recognise import RULES_WEIGH, hear_rules
from knowledge.danger.rules import Kind
from knowledge.danger.weighing import cut_pieces, list_clauses
from knowledge.text import ASKED, TABLES

FOLDS = 8
STRENGTH = 30.0
"""Of fitting: the inverse of what holds weights small; 10 and 30 were tried."""
SEEN_TWICE = 2
HEAD = (
    "# Pieces of danger: piece, rarity, what it adds to danger and to each kind. "
    "Made by scripts/train_danger.py; do not edit.\n"
)


def read_seen() -> list[Sentence]:
    with (ASKED / "danger_seen.jsonl").open(encoding="utf-8") as lines:
        return [parse_sentence(json.loads(line)) for line in lines]


def read_asks() -> list[Sentence]:
    """The seen asks in which no rule speaks: harmless, but for what nobody looked at."""
    with (ASKED / "asks_seen.jsonl").open(encoding="utf-8") as lines:
        asks = [json.loads(line) for line in lines]
    return [Sentence(a["text"], a["lang"], None) for a in asks if not hear_rules(a["text"])]


class Pieces:
    """The known pieces of sentences as rows of length one."""

    def __init__(self, cut: list[set[str]]) -> None:
        often = Counter(piece for pieces in cut for piece in pieces)
        self.names = sorted(piece for piece, times in often.items() if times >= SEEN_TWICE)
        self.rarity = np.array([math.log(len(cut) / often[piece]) + 1 for piece in self.names])
        self._place = {piece: place for place, piece in enumerate(self.names)}

    def make_rows(self, cut: list[set[str]]) -> np.ndarray:
        rows = np.zeros((len(cut), len(self.names)))
        for row, pieces in zip(rows, cut, strict=True):
            places = [self._place[piece] for piece in pieces if piece in self._place]
            row[places] = self.rarity[places]
            row /= np.linalg.norm(row) or 1.0
        return rows


def fit(rows: np.ndarray, is_so: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(rows, is_so)


def cross_validate(sentences: list[Sentence], cut: list[set[str]]) -> None:
    """Print what the net with its weights tells of sentences left out of the fitting."""
    danger = np.array([each.danger is not None for each in sentences])
    ruled = np.array([bool(hear_rules(each.text)) for each in sentences])
    scores = np.zeros(len(sentences))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    for fitted, left in folds.split(scores, danger):
        pieces = Pieces([cut[place] for place in fitted])
        model = fit(pieces.make_rows([cut[place] for place in fitted]), danger[fitted])
        scores[left] = model.decision_function(pieces.make_rows([cut[p] for p in left]))
    counted = np.arange(len(scores)) < len(read_seen())  # the asks are only fitted on
    danger, ruled, scores = danger[counted], ruled[counted], scores[counted]
    with_rules = scores + RULES_WEIGH * (ruled * 2 - 1)
    for name, own in (("weights alone", scores), ("with rules", with_rules)):
        for bound in (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5):
            alarms = own > bound
            recall, false = alarms[danger].mean(), alarms[~danger].mean()
            print(f"{name}, bound {bound:+.2f}: recall {recall:.3f}, false alarms {false:.3f}")


def write_weights(sentences: list[Sentence], cut: list[set[str]]) -> None:
    pieces = Pieces(cut)
    rows = pieces.make_rows(cut)
    danger = np.array([each.danger is not None for each in sentences])
    kinds = np.array([each.danger for each in sentences if each.danger])
    models = [fit(rows, danger), *(fit(rows[danger], kinds == kind) for kind in Kind)]
    weights = np.stack([model.coef_[0] * pieces.rarity for model in models], axis=1)
    with (TABLES / "danger_weights.tsv").open("w", encoding="utf-8") as table:
        table.write(HEAD)
        starts = [0.0, *(model.intercept_[0] for model in models)]
        table.write("\t".join(["=", *(f"{start:.2f}" for start in starts)]) + "\n")
        for piece, rarity, own in zip(pieces.names, pieces.rarity, weights, strict=True):
            table.write(
                "\t".join([piece, f"{rarity:.2f}", *(f"{each:.1f}" for each in own)]) + "\n"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    sentences = read_seen() + read_asks()
    cut = [
        {piece for clause in list_clauses(each.text) for piece in cut_pieces(clause)}
        for each in sentences
    ]
    if args.write:
        write_weights(sentences, cut)
    else:
        cross_validate(sentences, cut)


if __name__ == "__main__":
    main()
