"""Measures how well questions find their articles, beside plain methods.

It answers for the figures of `hotline answers evaluate`; it never tunes anything.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase
from knowledge.baselines import Baseline, build_baselines

DEPTH = 10


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """`expected` holds every right article; empty means that nothing fits."""

    text: str
    expected: frozenset[ArticleId]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Of one question: rank of the first right article (1 = first, None = not in the first
    ten), seconds it took, confidence of the first hit (score where there is none)."""

    rank: int | None
    took_s: float
    confidence: float


Answer = Callable[[str], tuple[list[ArticleId], float]]


@dataclass(frozen=True, slots=True)
class DifferenceInterval:
    """Mean paired difference in recall@1 with its 95 % interval (normal approximation)."""

    mean: float
    low: float
    high: float


def index_wordings(wordings: Sequence[Wording]) -> KnowledgeBase:
    base = KnowledgeBase()
    base.publish(wordings)
    return base


def ask_hotline(base: KnowledgeBase) -> Answer:
    def answer(text: str) -> tuple[list[ArticleId], float]:
        found = base.ask(text, limit=DEPTH).found
        return [hit.article_id for hit in found.hits], found.confidence

    return answer


def ask_baseline(baseline: Baseline, wordings: Sequence[Wording]) -> Answer:
    def answer(text: str) -> tuple[list[ArticleId], float]:
        scores = baseline.score(text)
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        ids = [wordings[place].article_id for place in order]
        return ids, float(scores[order[0]]) if len(order) else 0.0

    return answer


def run_questions(answer: Answer, questions: Sequence[LabelledQuestion]) -> list[QuestionResult]:
    """Ask every question, one at a time, as a caller would."""
    outcomes = []
    for question in questions:
        started = perf_counter()
        ids, confidence = answer(question.text)
        took_s = perf_counter() - started
        ranks = [rank for rank, found in enumerate(ids, 1) if found in question.expected]
        outcomes.append(QuestionResult(ranks[0] if ranks else None, took_s, confidence))
    return outcomes


def measure_auc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """Return the chance that a question with an answer scores above one without."""
    if not inside or not outside:
        return None
    joined = np.array([*inside, *outside])
    ranks = np.empty(len(joined))
    ranks[np.argsort(joined)] = np.arange(1, len(joined) + 1)
    for value in np.unique(joined):
        same = joined == value
        ranks[same] = ranks[same].mean()
    surplus = ranks[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2
    return float(surplus / (len(inside) * len(outside)))


def _recall(ranks: Sequence[int | None], depth: int) -> float:
    return sum(rank is not None and rank <= depth for rank in ranks) / max(len(ranks), 1)


def _find_margin(share: float, count: int) -> float:
    """Half of the 95 % interval of a share (normal approximation)."""
    return 1.96 * math.sqrt(share * (1 - share) / max(count, 1))


def summarise(
    questions: Sequence[LabelledQuestion], outcomes: Sequence[QuestionResult]
) -> dict[str, float | int | None]:
    """Return recall, MRR, latency and how well confidence separates, by name."""
    inside = [o for q, o in zip(questions, outcomes, strict=True) if q.expected]
    outside = [o for q, o in zip(questions, outcomes, strict=True) if not q.expected]
    ranks = [outcome.rank for outcome in inside]
    took_ms = np.array([outcome.took_s for outcome in outcomes] or [0.0]) * 1000
    right = [outcome.confidence for outcome in inside if outcome.rank == 1]
    wrong = [outcome.confidence for outcome in inside if outcome.rank != 1]
    return {
        "questions": len(inside),
        "questions_without_answer": len(outside),
        "recall_at_1": _recall(ranks, 1),
        "recall_at_1_margin": _find_margin(_recall(ranks, 1), len(ranks)),
        "recall_at_5": _recall(ranks, 5),
        "recall_at_10": _recall(ranks, 10),
        "mrr_at_10": sum(1 / rank for rank in ranks if rank) / max(len(ranks), 1),
        "p50_ms": float(np.percentile(took_ms, 50)),
        "p99_ms": float(np.percentile(took_ms, 99)),
        "auc_in_against_out": measure_auc(
            [o.confidence for o in inside], [o.confidence for o in outside]
        ),
        "auc_right_against_wrong": measure_auc(right, wrong),
    }


def compare_first_hits(
    ours: Sequence[QuestionResult], theirs: Sequence[QuestionResult]
) -> DifferenceInterval:
    """Return the paired difference in recall@1, ours minus theirs."""
    pairs = zip(ours, theirs, strict=True)
    differences: npt.NDArray[np.float64] = np.array(
        [float(a.rank == 1) - float(b.rank == 1) for a, b in pairs]
    )
    if not len(differences):
        return DifferenceInterval(0.0, 0.0, 0.0)
    mean = float(differences.mean())
    margin = 1.96 * float(differences.std()) / math.sqrt(len(differences))
    return DifferenceInterval(mean, mean - margin, mean + margin)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of the hotline and of each baseline, and the paired differences in recall@1."""

    hotline: dict[str, float | int | None]
    baselines: dict[str, dict[str, float | int | None]]
    differences: dict[str, DifferenceInterval]


def evaluate(
    wordings: Sequence[Wording],
    questions: Sequence[LabelledQuestion],
    *,
    with_baselines: bool = False,
) -> Evaluation:
    """Index the wordings, ask the questions, and do the same with the baselines if wanted."""
    ours = run_questions(ask_hotline(index_wordings(wordings)), questions)
    theirs = {
        name: run_questions(ask_baseline(baseline, wordings), questions)
        for name, baseline in (build_baselines(wordings) if with_baselines else {}).items()
    }
    answered = [place for place, question in enumerate(questions) if question.expected]
    return Evaluation(
        summarise(questions, ours),
        {name: summarise(questions, outcomes) for name, outcomes in theirs.items()},
        {
            name: compare_first_hits(
                [ours[place] for place in answered], [outcomes[place] for place in answered]
            )
            for name, outcomes in theirs.items()
        },
    )
