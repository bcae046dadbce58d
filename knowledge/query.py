"""Turns a question into weighted terms and finds the few units worth a closer look.

The cost is bounded by `POSTINGS_BUDGET`, not by the size of the index: rare terms pick
the candidates, frequent terms are only looked up for those picked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.index import Index, Shelf
from knowledge.segment import TERM_SATURATION
from knowledge.terms import ACROSS_WORDS_WEIGHT, FINE, extract_terms, hash_terms

POSTINGS_BUDGET = 30_000
"""Postings read while picking candidates, over all segments."""
MOST_TERMS = 400
"""A long story is searched by its most telling terms."""
LONGEST_READ = 1500
"""Characters of a question; what rambles on adds time and no sense."""
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
class WeighedUnit:
    """A unit with the impact of each of the query's terms in it (0 where absent)."""

    shelf: Shelf
    position: int
    impacts: npt.NDArray[np.float32]


def _damp(repetitions: Scores) -> Scores:
    return np.where(repetitions > 1, 1 + np.log(np.maximum(repetitions, 1)), repetitions)


def make_query(index: Index, text: str, suggested: Mapping[str, float] | None = None) -> Query:
    """Weigh the terms of `text`; `suggested` (term → weight) come from tables of words."""
    read = text[:LONGEST_READ]
    counts = extract_terms(read, across_words_weight=ACROSS_WORDS_WEIGHT).counts
    typed = len(counts)
    for term, weight in (suggested or {}).items():
        counts.setdefault(term, weight)
    terms = list(counts)
    ids = hash_terms(terms)
    units = index.count_units(ids)
    rarities = index.weigh_terms(ids, units)
    is_fine = np.fromiter((term[0] == FINE for term in terms), np.bool_, len(terms))
    is_typed = np.arange(len(terms)) < typed
    weights = _damp(np.fromiter(counts.values(), np.float64)) * rarities**RARITY_POWER
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


@dataclass(frozen=True, slots=True)
class _Read:
    """Postings of some of a query's terms in one shelf: `terms` are places in the query."""

    shelf: Shelf
    living: npt.NDArray[np.bool_]
    places: npt.NDArray[np.int64]
    """Of all the query's terms in the segment."""
    terms: npt.NDArray[np.intp]
    units: npt.NDArray[np.int32]
    impacts: npt.NDArray[np.float32]
    left: npt.NDArray[np.intp]
    """The terms whose postings are too many to be read whole."""

    def score(self, weights: Scores) -> Scores:
        """Return a rough score of every unit that may be found."""
        size = self.shelf.segment.size
        scores = np.bincount(self.units, self.impacts * weights[self.terms], minlength=size)
        return (scores * self.living).astype(np.float64)

    def look_up(self, wanted: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return impacts[term, wanted unit]; `wanted` is ascending."""
        table = np.zeros((len(self.places), len(wanted)), np.float32)
        columns = np.full(self.shelf.segment.size, -1, np.int32)
        columns[wanted] = np.arange(len(wanted))
        column = columns[self.units]
        hit = column >= 0
        table[self.terms[hit], column[hit]] = self.impacts[hit]
        table[self.left] = self.shelf.segment.look_up(self.places[self.left], wanted)
        return table


def _read_shelf(
    shelf: Shelf, living: npt.NDArray[np.bool_], query: Query, chosen: npt.NDArray[np.intp]
) -> _Read:
    places = shelf.segment.find(query.term_ids)
    held = chosen[places[chosen] >= 0]
    counts, units, impacts = shelf.segment.read_postings(places[held])
    left = np.setdiff1d(np.flatnonzero(places >= 0), held)
    return _Read(shelf, living, places, np.repeat(held, counts), units, impacts, left)


def find_candidates(index: Index, query: Query, language: str | None = None) -> list[WeighedUnit]:
    """Return at most MOST_CANDIDATES living units, by a rough score, best first."""
    if not len(query.terms):
        return []
    chosen = _choose_terms(query)
    grain = np.where(query.is_fine, 1.0 / query.bounds[0], COARSE_SHARE / query.bounds[1])
    weights = query.weights * grain
    rough: list[tuple[float, int, int]] = []
    reads = []
    for number, (shelf, living) in enumerate(index.list_living()):
        findable = living & shelf.find_language(language) if language else living
        reads.append(_read_shelf(shelf, findable, query, chosen))
        scores = reads[-1].score(weights)
        best = np.argpartition(-scores, min(MOST_CANDIDATES, len(scores) - 1))[:MOST_CANDIDATES]
        rough += [(float(scores[unit]), number, int(unit)) for unit in best if scores[unit] > 0]
    rough.sort(key=lambda item: (-item[0], item[1], item[2]))
    return _read_candidates(reads, rough[:MOST_CANDIDATES])


def _read_candidates(reads: list[_Read], rough: list[tuple[float, int, int]]) -> list[WeighedUnit]:
    found: dict[tuple[int, int], WeighedUnit] = {}
    for number in {number for _, number, _ in rough}:
        wanted = np.array(sorted(unit for _, n, unit in rough if n == number), np.intp)
        table = reads[number].look_up(wanted)
        for column, unit in enumerate(wanted):
            found[number, int(unit)] = WeighedUnit(reads[number].shelf, int(unit), table[:, column])
    return [found[number, unit] for _, number, unit in rough]
