"""Tells what the threshold of "nothing fits" costs, on the articles that are published now.

Every other wording of an article is asked of an index that holds only the main questions and
the answers; then again as if its article were not there. It changes nothing that callers see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.articles import ArticleId, Wording
from knowledge.bands import read_calibration
from knowledge.base import KnowledgeBase

THRESHOLDS = tuple(sorted({0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, read_calibration().sure_from}))


@dataclass(frozen=True, slots=True)
class ThresholdFigures:
    """Shares (0-1) at one threshold. `right`: of the questions with an answer, shown and right;
    `wrong`: shown but another article came first; `silent`: nothing shown though there was an
    answer; `false_alarm`: something shown though the answer was not there."""

    threshold: float
    right: float
    wrong: float
    silent: float
    false_alarm: float
    questions: int


def measure_thresholds(wordings: Sequence[Wording], most_questions: int) -> list[ThresholdFigures]:
    """Return the figures at each of THRESHOLDS; none where no article has other wordings."""
    base = KnowledgeBase()
    base.publish(
        Wording(w.article_id, w.language, w.question, w.answer) for w in wordings if w.question
    )
    asked = [(w.article_id, text) for w in wordings for text in w.alternates]
    asked = asked[:: max(1, -(-len(asked) // most_questions))]
    outcomes = [_ask(base, article_id, text) for article_id, text in asked]
    return [_summarise(outcomes, threshold) for threshold in THRESHOLDS] if outcomes else []


def _ask(base: KnowledgeBase, article_id: ArticleId, text: str) -> tuple[bool, float, float]:
    """Return whether the first hit is right, its confidence, and the best other one's."""
    hits = base.ask(text, limit=2).found.hits
    is_right = bool(hits) and hits[0].article_id == article_id
    others = [hit.confidence for hit in hits if hit.article_id != article_id]
    return is_right, hits[0].confidence if hits else 0.0, max(others, default=0.0)


def _summarise(outcomes: list[tuple[bool, float, float]], threshold: float) -> ThresholdFigures:
    size = len(outcomes)
    right = sum(is_right and sure >= threshold for is_right, sure, _ in outcomes)
    shown = sum(sure >= threshold for _, sure, _ in outcomes)
    false_alarms = sum(other >= threshold for _, _, other in outcomes)
    return ThresholdFigures(
        threshold, right / size, (shown - right) / size, 1 - shown / size, false_alarms / size, size
    )
