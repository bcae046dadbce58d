#!/usr/bin/env python3
"""Fit how sure an answer is, on asks in callers' own words, over the articles that we ship.

usage: python -m scripts.fit_confidence [ASKS.jsonl] [--write]

Prints what the bands reach on parts that the weights were not fitted on (five folds, repeated),
the reliability table, and the weights. `--write` puts them into `knowledge/tables/bands.tsv`.
To be run again when the search's scores or the articles change.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.hotline.answers.shipped import open_shipped_base
from knowledge.asks import Ask, list_unknown_ids, measure_reliability, parse_ask
from knowledge.bands import MOST_OFFERED, Signs
from knowledge.base import KnowledgeBase
from knowledge.language import tag_language
from knowledge.rows import parse_rows
from knowledge.scope import Scope
from knowledge.small_talk import is_small_talk
from knowledge.text import TABLES

ASKS = Path("knowledge/asked/asks_seen.jsonl")
WRITTEN_AFTER = ASKS.parent / "wordings_after_asks.tsv"
"""Wordings written by somebody who had read the asks would make every confidence too high."""
FOLDS, REPEATS = 5, 10
MOST_WRONG_SURE = 0.03
"""Of all asks, and of those that no article answers; under the promised .05 so that other
people's words may differ. Where one article is not that sure, three to choose from serve better."""
MOST_OFFERED_TO = {Scope.NONE: 0.10, Scope.NON_LEGAL: 0.15}
"""Of chatter and of other offices' matters: they are to be told so, not given a choice."""
PENALTY = 0.3

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The signs of the first three articles of an ask, and which of them answer it."""

    ask: Ask
    signs: Numbers
    right: npt.NDArray[np.bool_]


def main() -> int:
    """Fit, print, and write if told to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("asks", type=Path, nargs="?", default=ASKS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    written = WRITTEN_AFTER.read_text("utf-8").splitlines()
    base = open_shipped_base({line.split("\t")[-1] for line in written})
    with args.asks.open(encoding="utf-8") as lines:
        asks = parse_rows(lines, parse_ask).items
    unknown = set(list_unknown_ids(base, asks))
    known = [ask for ask in asks if not ask.expected or ask.expected - unknown]
    samples = [sample for ask in known if (sample := take_sample(base, ask))]
    firsts, sums = cross_validate(samples)
    sure_from = choose_sure(samples, firsts, known)
    fits_from = choose_fits(samples, sums, known)
    report(samples, firsts, sums, (sure_from, fits_from), known)
    bias, weights = fit(samples)
    rows = {"bias": bias, **dict(zip(Signs._fields, weights, strict=True))}
    rows |= {"sure_from": sure_from, "fits_from": fits_from}
    table = "".join(f"{name}\t{value:.3f}\n" for name, value in rows.items())
    print(table, end="")
    if args.write:
        path = TABLES / "bands.tsv"
        head = path.read_text("utf-8").splitlines()[0]
        path.write_text(f"{head}\n{table}", "utf-8")
    return 0


def take_sample(base: KnowledgeBase, ask: Ask) -> Sample | None:
    """None for what is never looked up or goes to another office."""
    read_as = base.read(ask.text)
    ranked = base.rank(read_as, tag_language(read_as), MOST_OFFERED)
    if is_small_talk(ask.text) or base.find_office(read_as, ranked):
        return None
    pairs = [(each.hit, each.signs) for each in ranked[:MOST_OFFERED] if each.signs]
    if not pairs:
        return None
    return Sample(
        ask,
        np.array([signs for _, signs in pairs], np.float64),
        np.array([hit.article_id in ask.expected for hit, _ in pairs]),
    )


def fit(samples: Sequence[Sample]) -> tuple[float, list[float]]:
    """Logistic regression with a small penalty on standardised weights, by Newton's method."""
    signs = np.concatenate([sample.signs for sample in samples])
    right = np.concatenate([sample.right for sample in samples]).astype(np.float64)
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    inputs = np.column_stack([np.ones(len(signs)), (signs - mean) / spread])
    weights = np.zeros(inputs.shape[1])
    penalty = PENALTY * np.eye(len(weights))
    penalty[0, 0] = 1e-6
    for _ in range(30):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (right - chance) - penalty @ weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        weights += np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return float(weights[0] - plain @ mean), plain.tolist()


def cross_validate(samples: Sequence[Sample]) -> tuple[Numbers, Numbers]:
    """Of each ask the confidence of its first article and the sum of the three, by weights
    that never saw it; means over the repeats."""
    chance = random.Random(7)  # noqa: S311 - a repeatable draw
    firsts, sums = np.zeros(len(samples)), np.zeros(len(samples))
    for _ in range(REPEATS):
        folds = np.array([chance.randrange(FOLDS) for _ in samples])
        for fold in range(FOLDS):
            bias, weights = fit([s for s, f in zip(samples, folds, strict=True) if f != fold])
            for place in np.flatnonzero(folds == fold):
                chances = 1 / (1 + np.exp(-(samples[place].signs @ np.array(weights) + bias)))
                firsts[place] += chances[0] / REPEATS
                sums[place] += chances.sum() / REPEATS
    return firsts, sums


def choose_sure(samples: Sequence[Sample], firsts: Numbers, asks: Sequence[Ask]) -> float:
    """The lowest threshold that gives few enough wrong answers as sure."""
    wrong = np.array([not sample.right[0] for sample in samples])
    out = np.array([not sample.ask.expected for sample in samples])
    outside = sum(not ask.expected for ask in asks) or 1

    def is_kept(step: float) -> bool:
        sure = firsts >= step
        shares = (wrong & sure).sum() / len(asks), (out & sure).sum() / outside
        return bool(max(shares) <= MOST_WRONG_SURE)

    return float(next((t for t in np.arange(0.4, 0.96, 0.01) if is_kept(t)), 0.96))


def choose_fits(samples: Sequence[Sample], sums: Numbers, asks: Sequence[Ask]) -> float:
    """The lowest threshold that offers something to few enough asks that are not of law."""

    def is_kept(step: float) -> bool:
        return all(
            measure_offered(samples, sums >= step, asks, scope) <= most
            for scope, most in MOST_OFFERED_TO.items()
        )

    return float(next((t for t in np.arange(0.1, 1.5, 0.01) if is_kept(t)), 1.5))


def measure_offered(
    samples: Sequence[Sample],
    offered: npt.NDArray[np.bool_],
    asks: Sequence[Ask],
    scope: Scope | None = None,
) -> float:
    """The share of asks that no article answers (of one scope) to which one is offered."""
    pairs = zip(samples, offered.tolist(), strict=True)
    shown = sum(_is_outside(sample.ask, scope) for sample, is_offered in pairs if is_offered)
    return shown / (sum(_is_outside(ask, scope) for ask in asks) or 1)


def _is_outside(ask: Ask, scope: Scope | None) -> bool:
    return not ask.expected and scope in (None, ask.scope)


def report(
    samples: Sequence[Sample],
    firsts: Numbers,
    sums: Numbers,
    thresholds: tuple[float, float],
    asks: Sequence[Ask],
) -> None:
    """Print what the bands reach on folds that the weights never saw."""
    sure, fits = firsts >= thresholds[0], sums >= thresholds[1]
    inside = sum(bool(ask.expected) for ask in asks)
    first = np.array([sample.right[0] for sample in samples])
    any_right = np.array([sample.right.any() for sample in samples])
    shown = np.where(sure, first, any_right & fits)
    print(f"asks {len(asks)}, with an answer {inside}; by five folds, repeated {REPEATS} times:")
    print(f"right shown            {shown.sum() / inside:.3f}")
    print(f"  first right          {first.sum() / inside:.3f}")
    print(f"  among three right    {any_right.sum() / inside:.3f}")
    print(f"  sure and right       {(sure & first).sum() / inside:.3f}")
    print(f"wrong sure             {(sure & ~first).sum() / len(asks):.3f}")
    print(f"out of scope answered  {measure_offered(samples, sure, asks):.3f}")
    print(f"out of scope offered   {measure_offered(samples, sure | fits, asks):.3f}")
    for scope in Scope:
        print(f"  {scope:20} {measure_offered(samples, sure | fits, asks, scope):.3f}")
    for row in measure_reliability(list(zip(firsts.tolist(), first.tolist(), strict=True))):
        print(f"  {row.low:.1f}-  {row.asks:4}  said {row.confidence:.2f}  right {row.right:.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
