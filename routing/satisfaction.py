"""How satisfied people were, as named, versioned figures: never a mean without the share that
rated beside it (STANDARDS R18).

Pure, like `measures`; nobody rated gives None, never 0 (B82).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.measures import Figure
from routing.model import Instant

SATISFIED_FROM = 4
"""满意 and 非常满意 of the five levels."""


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """One answered contact: its language, and the score 1 to 5 that was given (None: silent)."""

    answered_at: Instant
    language: str | None = None
    score: int | None = None


def mean_satisfaction(talks: Sequence[TalkFacts]) -> Figure:
    """The mean of the scores, 1 (very dissatisfied) to 5 (very satisfied), of those who rated."""
    scores = _list_scores(talks)
    value = sum(scores) / len(scores) if scores else None
    return Figure("mean_satisfaction", 1, value, sum(scores), len(scores))


def satisfied_share(talks: Sequence[TalkFacts]) -> Figure:
    """Those who gave 4 or 5 ÷ those who rated, in percent (满意率)."""
    scores = _list_scores(talks)
    return _share("satisfied_share", sum(s >= SATISFIED_FROM for s in scores), len(scores))


def response_share(talks: Sequence[TalkFacts]) -> Figure:
    """Those who rated ÷ all whom somebody answered, asked or not, in percent: so that asking
    only the contented raises nothing unseen."""
    return _share("response_share", len(_list_scores(talks)), len(talks))


def _list_scores(talks: Sequence[TalkFacts]) -> list[int]:
    return [talk.score for talk in talks if talk.score is not None]


def _share(name: str, counted: int, whole: int) -> Figure:
    return Figure(name, 1, 100.0 * counted / whole if whole else None, counted, whole)
