"""Ranks the candidates of a question by a few honest measures of fit.

One configuration for all data: the weights below were fitted over sets of several shapes
(question → answer, keywords → answer, story → title, question → statute, Tibetan) by
`scripts/fit_ranking.py`; nothing here may depend on a particular set.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from knowledge.index import LONGEST_COMPARED
from knowledge.query import Candidate, Query
from knowledge.text import make_search_key

MEASURES = ("fine", "coarse", "question_covered", "text_covered", "length", "likeness")
"""Fit of fine and of coarse terms (1 = best candidate of this question), share of the idf of
the question found in the text and of the text's found in the question, logarithm of the text's
length, and rapidfuzz's likeness (0-1) of the question and the nearest passage."""

WEIGHTS = np.array([0.60, 0.10, 0.35, 0.38, -0.08, 0.22])
"""For questions in Chinese and other scripts."""
TIBETAN_WEIGHTS = np.array([0.50, 0.38, 0.58, 0.02, 0.08, 0.38])
"""For questions in Tibetan, where letter triples also stand in for missing tshegs."""

_TIBETAN_LETTER = re.compile("[\u0f40-\u0fbc]")


def _compare(key: str, texts: Sequence[str]) -> float:
    key = key[:LONGEST_COMPARED]
    return max((fuzz.partial_ratio(key, text) for text in texts), default=0.0) / 100


def measure_fit(query: Query, candidates: Sequence[Candidate]) -> npt.NDArray[np.float64]:
    """Return measures[candidate, measure] in the order of MEASURES."""
    impacts = np.array([candidate.impacts for candidate in candidates])
    fine = impacts @ np.where(query.is_fine, query.weights, 0.0)
    coarse = impacts @ np.where(query.is_fine, 0.0, query.weights)
    covered = (impacts > 0) @ query.rarities
    texts = np.array([c.shelf.weights[c.position] for c in candidates])
    wordings = [c.shelf.wordings[c.position] for c in candidates]
    key = make_search_key(query.text)
    return np.column_stack(
        [
            fine / (fine.max() or 1.0),
            coarse / (coarse.max() or 1.0),
            covered / (query.rarities.sum() or 1.0),
            covered / np.maximum(texts, 1e-9),
            [math.log1p(len(wording.join_text())) / 5 for wording in wordings],
            [_compare(key, c.shelf.list_keys(c.position)) for c in candidates],
        ]
    )


def score_fit(text: str, measures: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return one score for each candidate, by the weights for the script of the question."""
    letters = sum(character.isalpha() for character in text) or 1
    share = min(1.0, len(_TIBETAN_LETTER.findall(text)) / letters)
    return measures @ (share * TIBETAN_WEIGHTS + (1 - share) * WEIGHTS)
