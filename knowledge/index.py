"""The index of published wordings: adds, replaces, retires, saves, loads.

It answers for what can be found and for the statistics of terms. It never ranks, and
never rebuilds what is already there: each publication is a small segment of its own,
folded together with its neighbours now and then, and with everything when saved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.segment import Segment, build_segment, measure_lengths
from knowledge.terms import FINE, extract_terms, hash_term
from knowledge.text import make_search_key

MOST_FRESH_UNITS = 24
"""Units rebuilt together at most when one is published; older ones stay as they are."""

LONGEST_COMPARED = 400
"""Characters of a text that are compared letter by letter; more costs time and adds nothing."""


@dataclass(slots=True)
class Shelf:
    """A segment with the wordings it was built from and which of them still count."""

    segment: Segment
    wordings: list[Wording]
    alive: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float32]
    """Sum of the idf of a unit's distinct fine terms: how much there is to say about it."""
    keys: dict[int, list[str]] = field(default_factory=dict)
    """Search keys of the texts that likeness is measured against, made when first asked."""

    def list_keys(self, position: int) -> list[str]:
        """Return the keys of the questions of a unit, or of its answer where it has none."""
        if position not in self.keys:
            wording = self.wordings[position]
            texts = wording.list_questions() or [wording.answer]
            self.keys[position] = [make_search_key(text[:LONGEST_COMPARED]) for text in texts]
        return self.keys[position]


@dataclass(slots=True)
class Lengths:
    """Running sums of text lengths by language, for the mean that BM25 needs."""

    units: dict[str, int] = field(default_factory=dict)
    fine: dict[str, float] = field(default_factory=dict)
    coarse: dict[str, float] = field(default_factory=dict)

    def add(self, language: str, fine: float, coarse: float) -> None:
        self.units[language] = self.units.get(language, 0) + 1
        self.fine[language] = self.fine.get(language, 0.0) + fine
        self.coarse[language] = self.coarse.get(language, 0.0) + coarse

    def compare(self, language: str, fine: float, coarse: float) -> tuple[float, float]:
        """Return fine and coarse length in units of the language's mean."""
        units = self.units[language]
        mean_fine, mean_coarse = self.fine[language] / units, self.coarse[language] / units
        return fine / (mean_fine or 1.0), coarse / (mean_coarse or 1.0)


class Index:
    """All published wordings, at most one for each article and language."""

    def __init__(self) -> None:
        self.shelves: list[Shelf] = []
        self.lengths = Lengths()
        self._places: dict[tuple[ArticleId, str], tuple[Shelf, int]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def find_wording(self, article_id: ArticleId, language: str) -> Wording | None:
        place = self._places.get((article_id, language))
        return place[0].wordings[place[1]] if place else None

    def list_wordings(self) -> list[Wording]:
        return [shelf.wordings[position] for shelf, position in self._places.values()]

    def publish(self, wordings: Iterable[Wording]) -> None:
        """Add wordings or replace those of the same article and language."""
        fresh = list({(w.article_id, w.language): w for w in wordings}.values())
        for wording in fresh:
            self.retire(wording.article_id, wording.language)
        last = self.shelves[-1] if self.shelves else None
        if last and len(last.wordings) + len(fresh) <= MOST_FRESH_UNITS:
            self.shelves.pop()
            fresh = [w for w, lives in zip(last.wordings, last.alive, strict=True) if lives] + fresh
            counted = fresh[int(last.alive.sum()) :]
        else:
            counted = fresh
        if fresh:
            self._add_shelf(fresh, counted)

    def retire(self, article_id: ArticleId, language: str) -> bool:
        """Take a wording out; return whether it was there."""
        place = self._places.pop((article_id, language), None)
        if place is None:
            return False
        place[0].alive[place[1]] = False
        return True

    def attach(self, shelf: Shelf) -> None:
        """Take over a shelf that is already built, as one loaded from a file is."""
        self.shelves.append(shelf)
        for position, wording in enumerate(shelf.wordings):
            if shelf.alive[position]:
                self._places[(wording.article_id, wording.language)] = (shelf, position)

    def count_units(self, term_ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """Return in how many units each term stands; retired ones count until saved."""
        total = np.zeros(len(term_ids), np.int64)
        for shelf in self.shelves:
            total += shelf.segment.count_units(shelf.segment.find(term_ids))
        return total

    def weigh_terms(
        self, term_ids: npt.NDArray[np.uint64], units: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return the idf of terms that stand in so many units (BM25, never negative)."""
        size = max(len(self), 1)
        held = np.minimum(units, size)
        return np.log1p((size - held + 0.5) / (held + 0.5))

    def _add_shelf(self, wordings: list[Wording], counted: Sequence[Wording]) -> None:
        batch = [extract_terms(wording.join_text()).counts for wording in wordings]
        sizes = [measure_lengths(counts) for counts in batch]
        for wording, size in zip(wordings[-len(counted) :], sizes[-len(counted) :], strict=True):
            self.lengths.add(wording.language, *size)
        relative = [
            self.lengths.compare(wording.language, *size)
            for wording, size in zip(wordings, sizes, strict=True)
        ]
        segment = build_segment(batch, np.array(relative, np.float32).reshape(-1, 2))
        shelf = Shelf(
            segment,
            wordings,
            np.ones(len(wordings), np.bool_),
            np.zeros(len(wordings), np.float32),
        )
        self.attach(shelf)
        shelf.weights[:] = [self._sum_weights(counts) for counts in batch]

    def _sum_weights(self, counts: dict[str, float]) -> float:
        ids = np.array([hash_term(t) for t in counts if t[0] == FINE], np.uint64)
        return float(self.weigh_terms(ids, self.count_units(ids)).sum())
