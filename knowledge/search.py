"""Answers a question with ranked articles, each with the reason it was found.

The one entry point of search; everything it needs is handed to it. It never decides what
a reader may see.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.confidence import NOTHING_FITS_BELOW, Evidence, estimate_confidence
from knowledge.index import Index
from knowledge.query import Query, WeighedUnit, find_candidates, make_query
from knowledge.ranking import MEASURES, measure_fit, score_fit
from knowledge.terms import FINE

MOST_REASON_TERMS = 6


class MatchedField(StrEnum):
    QUESTION = "question"
    ALTERNATE = "alternate"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class HitReason:
    """Where the most telling terms stand, and which, the most telling first."""

    field: MatchedField
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article. `confidence` is a probability (0-1); `score` only orders the hits."""

    article_id: ArticleId
    language: str
    score: float
    confidence: float
    is_translated: bool
    """Found through the lexicon, in a language other than the question's."""
    explain: Callable[[], HitReason] = field(compare=False, repr=False)
    """Most hits are never shown; why one was found is worked out for whoever asks."""

    @property
    def reason(self) -> HitReason:
        return self.explain()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one question, best first, each article once."""

    hits: tuple[Hit, ...]

    @property
    def confidence(self) -> float:
        return self.hits[0].confidence if self.hits else 0.0

    @property
    def something_fits(self) -> bool:
        return self.confidence >= NOTHING_FITS_BELOW


def search(
    index: Index,
    text: str,
    *,
    limit: int = 10,
    language: str | None = None,
    suggested: Mapping[str, float] | None = None,
) -> Found:
    """Find at most `limit` articles; `language` (`bo`, `zh`) restricts the wordings searched.

    `suggested` are further terms with their weight (synonyms): they help to find, and do not
    make a hit surer than what was typed.
    """
    query = make_query(index, text, suggested)
    candidates = find_candidates(index, query, language)
    if not candidates:
        return Found(())
    few = max(limit, 2)
    measures = measure_fit(query, candidates, few)
    scores = score_fit(text, measures)
    places = list(_order_articles(candidates, scores, few))
    hits = []
    for place in places[:limit]:
        rivals = [scores[other] for other in places if other != place]
        lead = float(scores[place] - max(rivals)) if rivals else 1.0
        evidence = _gather_evidence(query, candidates[place], measures[place], lead)
        hits.append(_make_hit(query, candidates[place], float(scores[place]), evidence))
    return Found(tuple(hits))


def _make_hit(query: Query, candidate: WeighedUnit, score: float, evidence: Evidence) -> Hit:
    wording = _get_wording(candidate)
    return Hit(
        wording.article_id,
        wording.language,
        score,
        estimate_confidence(evidence),
        False,
        partial(_explain, query, candidate),
    )


def _gather_evidence(
    query: Query, candidate: WeighedUnit, measures: npt.NDArray[np.float64], lead: float
) -> Evidence:
    gains = candidate.impacts * query.weights
    return Evidence(
        fine=float(gains[query.is_fine].sum()) / query.bounds[0],
        coarse=float(gains[~query.is_fine].sum()) / query.bounds[1],
        text_covered=float(measures[MEASURES.index("text_covered")]),
        likeness=float(measures[MEASURES.index("likeness")]),
        lead=lead,
    )


def _get_wording(candidate: WeighedUnit) -> Wording:
    return candidate.shelf.wordings[candidate.position]


def _order_articles(
    candidates: list[WeighedUnit], scores: npt.NDArray[np.float64], limit: int
) -> Iterator[int]:
    """Yield the places of the best candidates, each article once."""
    seen: set[ArticleId] = set()
    for place in np.argsort(-scores, kind="stable"):
        article_id = _get_wording(candidates[place]).article_id
        if article_id not in seen:
            seen.add(article_id)
            yield int(place)
        if len(seen) == limit:
            return


def is_whole_word(term: str) -> bool:
    """Chinese words, Tibetan syllables and pairs, Latin words: what a person can read."""
    return (term[0] == FINE) != ("\u3400" <= term[1] <= "\u9fff")


def _list_telling_terms(query: Query, candidate: WeighedUnit) -> list[str]:
    """Heaviest matched terms, whole words where there are any, none part of another."""
    gains = candidate.impacts * query.weights
    matched = [query.terms[place] for place in np.argsort(-gains, kind="stable") if gains[place]]
    words = [term[1:] for term in matched if is_whole_word(term)]
    terms: list[str] = []
    for term in words or [term[1:] for term in matched]:
        if len(terms) == MOST_REASON_TERMS:
            break
        if not any(term in taken for taken in terms):
            terms = [taken for taken in terms if taken not in term] + [term]
    return terms


def _explain(query: Query, candidate: WeighedUnit) -> HitReason:
    terms = _list_telling_terms(query, candidate)
    wording = _get_wording(candidate)
    if not wording.list_questions():
        return HitReason(MatchedField.ANSWER, tuple(terms))
    keys = candidate.shelf.list_keys(candidate.position)
    counts = [sum(term in key for term in terms) for key in keys]
    if max(counts) * 2 < len(terms):
        field = MatchedField.ANSWER
    elif counts[0] == max(counts) and wording.question:
        field = MatchedField.QUESTION
    else:
        field = MatchedField.ALTERNATE
    return HitReason(field, tuple(terms))
