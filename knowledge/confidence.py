"""How sure a hit is: a probability learned once from questions with and without an answer.

It must never be shown as certainty: 1.0 is not reachable, and below `NOTHING_FITS_BELOW`
the honest answer is that nothing fits.
"""

import math

NOTHING_FITS_BELOW = 0.35
"""Hits under this confidence are not shown to callers; see the supervisors' page."""

_BIAS = -4.0
_BOUND_WEIGHT = 6.0
_COVERED_WEIGHT = 3.0
_LIKENESS_WEIGHT = 2.0


def estimate_confidence(bound_share: float, question_covered: float, likeness: float) -> float:
    """Return the probability (0-1) that the hit answers the question.

    `bound_share` is the score reached ÷ the score a perfect text would reach.
    """
    logit = (
        _BIAS
        + _BOUND_WEIGHT * bound_share
        + _COVERED_WEIGHT * question_covered
        + _LIKENESS_WEIGHT * likeness
    )
    return 1.0 / (1.0 + math.exp(-logit))
