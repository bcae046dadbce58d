"""Turns a question into weighted terms and finds the few units worth a closer look.

The cost is bounded by `POSTINGS_BUDGET`, not by the size of the index: rare terms pick
the candidates, frequent terms are only looked up for those picked.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.index import Index, Shelf
from knowledge.segment import TERM_SATURATION, Segment
from knowledge.terms import ACROSS_WORDS_WEIGHT, FINE, extract_terms, hash_term

POSTINGS_BUDGET = 60_000
"""Postings read while picking candidates, over all segments."""
MOST_TERMS = 400
"""A long story is searched by its most telling terms."""
MOST_CANDIDATES = 40
RARITY_POWER = 1.2
"""Rare terms count more than plain BM25 says; measured on all development sets."""
COARSE_SHARE = 0.35
"""Weight of the coarse grain beside the fine one while picking candidates."""

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """Terms of a question, heaviest first; all arrays run parallel to `terms`."""

    text: str
    terms: tuple[str, ...]
    term_ids: npt.NDArray[np.uint64]
    unit_counts: npt.NDArray[np.int64]
    weights: Scores
    """Repetition × idf^RARITY_POWER."""
    rarities: Scores
    """Plain idf of the fine terms that were typed; 0 for coarse and for suggested terms."""
    is_fine: npt.NDArray[np.bool_]
    bounds: tuple[float, float]
    """Score that a text made of nothing but this question could reach, fine and coarse."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with the impact of each of the query's terms in it (0 where absent)."""

    shelf: Shelf
    position: int
    impacts: npt.NDArray[np.float32]


def _damp(repetitions: float) -> float:
    return 1.0 + math.log(repetitions) if repetitions > 1 else repetitions


def make_query(index: Index, text: str, suggested: Mapping[str, float] | None = None) -> Query:
    """Weigh the terms of `text`; `suggested` (term → weight) come from tables of words."""
    counts = extract_terms(text, across_words_weight=ACROSS_WORDS_WEIGHT).counts
    typed = len(counts)
    for term, weight in (suggested or {}).items():
        counts.setdefault(term, weight)
    terms = list(counts)
    ids = np.array([hash_term(term) for term in terms], np.uint64)
    units = index.count_units(ids)
    rarities = index.weigh_terms(ids, units)
    is_fine = np.array([term[0] == FINE for term in terms], np.bool_)
    is_typed = np.arange(len(terms)) < typed
    weights = np.array([_damp(n) for n in counts.values()]) * rarities**RARITY_POWER
    order = np.argsort(-weights, kind="stable")[:MOST_TERMS]
    return Query(
        text,
        tuple(terms[i] for i in order),
        ids[order],
        units[order],
        weights[order],
        np.where(is_fine & is_typed, rarities, 0.0)[order],
        is_fine[order],
        (_bound(weights[is_fine & is_typed]), _bound(weights[~is_fine & is_typed])),
    )


def _bound(weights: Scores) -> float:
    return float(weights.sum()) * (TERM_SATURATION + 1) or 1.0


def _choose_terms(query: Query) -> npt.NDArray[np.intp]:
    """Heaviest terms first, until their postings fill the budget."""
    order = np.argsort(-query.weights / np.log(query.unit_counts + 3.0), kind="stable")
    order = order[query.unit_counts[order] > 0]
    spent = np.cumsum(query.unit_counts[order])
    return order[: max(1, int(np.searchsorted(spent, POSTINGS_BUDGET, side="right")))]


def _score_roughly(segment: Segment, places: npt.NDArray[np.int64], weights: Scores) -> Scores:
    parts = [
        (segment.read_postings(place), weight)
        for place, weight in zip(places, weights, strict=True)
        if place >= 0
    ]
    if not parts:
        return np.zeros(segment.size)
    units = np.concatenate([postings[0] for postings, _ in parts])
    impacts = np.concatenate([postings[1] * weight for postings, weight in parts])
    scores: Scores = np.bincount(units, impacts, minlength=segment.size).astype(np.float64)
    return scores


def _look_up(
    segment: Segment, places: npt.NDArray[np.int64], wanted: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """Return impacts[term, wanted unit]; `wanted` is ascending."""
    table = np.zeros((len(places), len(wanted)), np.float32)
    for row, place in enumerate(places):
        if place >= 0:
            units, impacts = segment.read_postings(int(place))
            found = np.minimum(np.searchsorted(units, wanted), len(units) - 1)
            table[row] = np.where(units[found] == wanted, impacts[found], 0.0)
    return table


def find_candidates(index: Index, query: Query, language: str | None = None) -> list[Candidate]:
    """Return at most MOST_CANDIDATES living units, by a rough score, best first."""
    if not len(query.terms):
        return []
    chosen = _choose_terms(query)
    grain = np.where(query.is_fine, 1.0 / query.bounds[0], COARSE_SHARE / query.bounds[1])
    weights = (query.weights * grain)[chosen]
    rough: list[tuple[float, int, int]] = []
    places = [shelf.segment.find(query.term_ids) for shelf in index.shelves]
    for number, (shelf, living) in enumerate(index.list_living()):
        scores = _score_roughly(shelf.segment, places[number][chosen], weights)
        scores *= living & shelf.find_language(language) if language else living
        best = np.argpartition(-scores, min(MOST_CANDIDATES, len(scores) - 1))[:MOST_CANDIDATES]
        rough += [(float(scores[unit]), number, int(unit)) for unit in best if scores[unit] > 0]
    rough.sort(key=lambda item: (-item[0], item[1], item[2]))
    return _read_candidates(index, rough[:MOST_CANDIDATES], places)


def _read_candidates(
    index: Index, rough: list[tuple[float, int, int]], places: list[npt.NDArray[np.int64]]
) -> list[Candidate]:
    found: dict[tuple[int, int], Candidate] = {}
    for number in {number for _, number, _ in rough}:
        wanted = np.array(sorted(unit for _, n, unit in rough if n == number), np.intp)
        table = _look_up(index.shelves[number].segment, places[number], wanted)
        for column, unit in enumerate(wanted):
            found[number, int(unit)] = Candidate(index.shelves[number], int(unit), table[:, column])
    return [found[number, unit] for _, number, unit in rough]
