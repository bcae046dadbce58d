"""How sure an answer is, and what may be done with it: give it, offer it as a choice, or neither.

Calibrated on questions in callers' own words (`knowledge/asked`); `scripts/fit_confidence.py`
fits the weights, prints the reliability table and writes `tables/bands.tsv`.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from knowledge.text import read_table

MOST_OFFERED = 3
"""Questions to choose from; more is a list that nobody reads."""
LONGEST_COUNTED = 60
"""Characters; a longer question is not harder to judge."""
LEAD_BOUNDS = (-0.5, 0.5)
LEAD_ALONE = 0.0
"""Taken for the lead of an article that nothing stands beside: it proves nothing."""
LEAST_LIKELY, MOST_LIKELY = 0.0001, 0.9999


class Sureness(StrEnum):
    """`SURE`: one article answers. `MAY_FIT`: one of up to three may. `NOTHING`: a person."""

    SURE = "sure"
    MAY_FIT = "may_fit"
    NOTHING = "nothing"


class Signs(NamedTuple):
    """What speaks for an article: `near` likeness to its nearest question (0-1), `matched`
    logit ÷ 10 of what the search says, `lead` over the next article, `is_tibetan` 0 or 1,
    `length` of the question ÷ LONGEST_COUNTED, `elsewhere` likeness to the nearest sentence that
    no article answers."""

    near: float
    matched: float
    lead: float
    is_tibetan: float
    length: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signs, and from which probability on an answer is given or offered."""

    bias: float
    weights: tuple[float, ...]
    sure_from: float
    fits_from: float


def weigh_match(confidence: float) -> float:
    """The search's own confidence as a sign."""
    bounded = min(max(confidence, LEAST_LIKELY), MOST_LIKELY)
    return math.log(bounded / (1 - bounded)) / 10


def bound_lead(lead: float) -> float:
    """A lead over the next article as a sign."""
    return min(max(lead, LEAD_BOUNDS[0]), LEAD_BOUNDS[1])


@lru_cache(maxsize=1)
def read_calibration() -> Calibration:
    """The calibration in force."""
    rows = dict(line.split("\t") for line in read_table("bands.tsv"))
    weights = tuple(float(rows.get(sign, 0)) for sign in Signs._fields)
    return Calibration(
        float(rows["bias"]), weights, float(rows["sure_from"]), float(rows["fits_from"])
    )


def estimate_right(signs: Signs) -> float:
    """Return the probability (0-1) that the article answers the question."""
    calibration = read_calibration()
    pairs = zip(calibration.weights, signs, strict=True)
    logit = calibration.bias + sum(weight * sign for weight, sign in pairs)
    return 1.0 / (1.0 + math.exp(-logit))


def choose_band(confidences: list[float], *, is_bare_word: bool = False) -> Sureness:
    """The band of a question whose articles are so likely right, the first shown first.

    It is offered as a choice where the first three together are likely enough; a bare word does
    not say what is asked, so it is never answered by one article.
    """
    calibration = read_calibration()
    if confidences and confidences[0] >= calibration.sure_from and not is_bare_word:
        return Sureness.SURE
    if sum(confidences[:MOST_OFFERED]) >= calibration.fits_from:
        return Sureness.MAY_FIT
    return Sureness.NOTHING
