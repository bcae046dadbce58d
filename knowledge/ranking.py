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
from rapidfuzz import fuzz, process

from knowledge.articles import ArticleId, Wording
from knowledge.query import Query, WeighedUnit
from knowledge.text import make_search_key

MEASURES = ("fine", "coarse", "question_covered", "text_covered", "length", "likeness")
"""Fit of fine and of coarse terms (1 = best candidate of this question), share of the idf of
the question found in the text and of the text's found in the question, logarithm of the text's
length, and rapidfuzz's likeness (0-1) of the question and the nearest passage."""
LETTERS_READ = 200
"""Of a question; where more were compared, stories found their titles less often."""
LETTERS_COMPARED = 4_000
"""Of a question, over all candidates: all forty up to 100 letters, of longer ones the best."""
LIKENESS = MEASURES.index("likeness")
ROUNDING = 1e-6

WEIGHTS = np.array([0.60, 0.10, 0.35, 0.38, -0.08, 0.22])
"""For questions in Chinese and other scripts."""
TIBETAN_WEIGHTS = np.array([0.50, 0.38, 0.58, 0.02, 0.08, 0.38])
"""For questions in Tibetan, where letter triples also stand in for missing tshegs."""

_TIBETAN_LETTER = re.compile("[\u0f40-\u0fbc]")


def measure_fit(
    query: Query, candidates: Sequence[WeighedUnit], few: int | None = None
) -> npt.NDArray[np.float64]:
    """Return measures[candidate, measure] in the order of MEASURES.

    Where only the best `few` articles are wanted, likeness stays 0 for what even a perfect one
    would not bring among them.
    """
    impacts = np.array([candidate.impacts for candidate in candidates])
    fine = impacts @ np.where(query.is_fine, query.weights, 0.0)
    coarse = impacts @ np.where(query.is_fine, 0.0, query.weights)
    covered = (impacts > 0) @ query.rarities
    texts = np.array([c.shelf.weights[c.position] for c in candidates])
    measures = np.column_stack(
        [
            fine / (fine.max() or 1.0),
            coarse / (coarse.max() or 1.0),
            covered / (query.rarities.sum() or 1.0),
            covered / np.maximum(texts, 1e-9),
            [math.log1p(_get_wording(c).count_letters()) / 5 for c in candidates],
            np.zeros(len(candidates)),
        ]
    )
    _measure_likeness(query.text, candidates, measures, few or len(candidates))
    return measures


def _measure_likeness(
    text: str, candidates: Sequence[WeighedUnit], measures: npt.NDArray[np.float64], few: int
) -> None:
    """Fill in the dearest measure, from the likeliest candidate on."""
    key = make_search_key(text)[:LETTERS_READ]
    weights = _choose_weights(text)
    most = weights[LIKENESS]
    scores = measures @ weights
    best: dict[ArticleId, float] = {}
    most_compared = max(few, LETTERS_COMPARED // (len(key) or 1))
    for place in np.argsort(-scores, kind="stable")[:most_compared]:
        wanted = sorted(best.values())[-few] - scores[place] if len(best) >= few else 0.0
        if wanted > most:
            return
        candidate = candidates[place]
        keys = candidate.shelf.list_keys(candidate.position)
        likeness = _compare(key, keys, wanted / most)
        measures[place, LIKENESS] = likeness
        article_id = _get_wording(candidate).article_id
        score = float(scores[place] + most * likeness)
        best[article_id] = max(score, best.get(article_id, score))


def _compare(key: str, texts: Sequence[str], least: float) -> float:
    """Likeness (0-1) to the nearest text, 0 where none is so like as `least`."""
    nearest = process.extractOne(
        key, texts, scorer=fuzz.partial_ratio, score_cutoff=max(least * 100 - ROUNDING, 0)
    )
    return nearest[1] / 100 if nearest else 0.0


def _get_wording(candidate: WeighedUnit) -> Wording:
    return candidate.shelf.wordings[candidate.position]


def score_fit(text: str, measures: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return one score for each candidate, by the weights for the script of the question."""
    return measures @ _choose_weights(text)


def _choose_weights(text: str) -> npt.NDArray[np.float64]:
    letters = sum(map(str.isalpha, text)) or 1
    share = min(1.0, len(_TIBETAN_LETTER.findall(text)) / letters)
    return share * TIBETAN_WEIGHTS + (1 - share) * WEIGHTS
