"""How sure a hit is: a probability learned once from questions with and without an answer.

Fitted over questions, keywords, stories and Tibetan passages whose answers were in or out of
the index (`scripts/fit_ranking.py` measures it). It must never be shown as certainty, and below
`NOTHING_FITS_BELOW` the honest answer is that nothing fits.
"""

import math
from dataclasses import dataclass

NOTHING_FITS_BELOW = 0.25
"""Hits under this confidence are not shown to callers; the supervisors' page tells its errors."""

_BIAS = -7.7
_FINE = 1.0
_COARSE = 3.8
_TEXT_COVERED = 4.0
_LIKENESS = 6.3
_LEAD = 11.5
_LEAD_BOUNDS = (-0.30, 0.16)
"""A lead over the next article counts, but only so far: an only article always leads."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a hit. `fine` and `coarse`: score reached ÷ score a text made of nothing
    but the question would reach; `text_covered` and `likeness`: see `knowledge.ranking`;
    `lead`: its score minus that of the best other article."""

    fine: float
    coarse: float
    text_covered: float
    likeness: float
    lead: float


def estimate_confidence(evidence: Evidence) -> float:
    """Return the probability (0-1) that the hit answers the question."""
    lead = min(max(evidence.lead, _LEAD_BOUNDS[0]), _LEAD_BOUNDS[1])
    logit = (
        _BIAS
        + _FINE * evidence.fine
        + _COARSE * evidence.coarse
        + _TEXT_COVERED * evidence.text_covered
        + _LIKENESS * evidence.likeness
        + _LEAD * lead
    )
    return 1.0 / (1.0 + math.exp(-logit))
