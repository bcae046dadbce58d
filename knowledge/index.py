"""The index of published wordings: adds, replaces, retires, saves, loads.

It answers for what can be found and for the statistics of terms. It never ranks, and
never rebuilds what is already there: each publication is a small segment of its own,
folded together with its neighbours now and then, and with everything when saved.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.segment import (
    Progress,
    Segment,
    build_segment,
    ignore_progress,
    measure_lengths,
    read_tokens,
    sum_rarities,
)
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
    closed: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    """Which wordings the public may not see."""
    _languages: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.closed):
            self.closed = np.zeros(len(self.wordings), np.bool_)

    def find_language(self, language: str) -> npt.NDArray[np.bool_]:
        """Return which wordings are in this language."""
        if language not in self._languages:
            mask = np.array([w.language == language for w in self.wordings], np.bool_)
            self._languages[language] = mask
        return self._languages[language]

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

    def add(self, language: str, units: int, fine: float, coarse: float) -> None:
        self.units[language] = self.units.get(language, 0) + units
        self.fine[language] = self.fine.get(language, 0.0) + fine
        self.coarse[language] = self.coarse.get(language, 0.0) + coarse

    def find_means(self, language: str) -> tuple[float, float]:
        """Return the mean fine and coarse length of a text in this language."""
        units = self.units[language]
        return self.fine[language] / units or 1.0, self.coarse[language] / units or 1.0


Key = tuple[ArticleId, str]
"""An article and a language of it."""


class Index:
    """All published wordings, at most one for each article and language."""

    def __init__(self) -> None:
        self.shelves: list[Shelf] = []
        self.lengths = Lengths()
        self._places: dict[Key, tuple[Shelf, int]] = {}
        self._closed: set[Key] = set()

    def __len__(self) -> int:
        return len(self._places)

    def find_wording(self, article_id: ArticleId, language: str) -> Wording | None:
        place = self._places.get((article_id, language))
        return place[0].wordings[place[1]] if place else None

    def list_wordings(self) -> list[Wording]:
        return [shelf.wordings[position] for shelf, position in self._places.values()]

    def list_living(self) -> list[tuple[Shelf, npt.NDArray[np.bool_]]]:
        """Return the shelves, each with which of its wordings can be found."""
        return [(shelf, shelf.alive) for shelf in self.shelves]

    def list_closed(self) -> list[Key]:
        """Return what the public may not see, in order."""
        return sorted(self._closed & self._places.keys())

    def set_closed(self, article_id: ArticleId, language: str, *, closed: bool) -> None:
        """Keep a wording from the public or let it be seen; no text is read again for it."""
        key = (article_id, language)
        (self._closed.add if closed else self._closed.discard)(key)
        if key in self._places:
            shelf, position = self._places[key]
            shelf.closed[position] = closed

    def publish(self, wordings: Iterable[Wording], progress: Progress = ignore_progress) -> None:
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
            self._add_shelf(fresh, len(counted), progress)

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
                key = (wording.article_id, wording.language)
                self._places[key] = (shelf, position)
                shelf.closed[position] = key in self._closed

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
        size = max(len(self._places), 1)
        held = np.minimum(units, size)
        return np.log1p((size - held + 0.5) / (held + 0.5))

    def _add_shelf(self, wordings: list[Wording], counted: int, progress: Progress) -> None:
        """Build a shelf; the last `counted` wordings are new to the means of lengths."""
        tokens = read_tokens([wording.join_text() for wording in wordings], progress)
        sizes = measure_lengths(tokens)
        relative = np.empty_like(sizes)
        languages = np.array([wording.language for wording in wordings])
        is_new = np.arange(len(wordings)) >= len(wordings) - counted
        for language in dict.fromkeys(languages.tolist()):
            same = languages == language
            fine, coarse = sizes[same & is_new].sum(axis=0).tolist()
            self.lengths.add(language, int((same & is_new).sum()), fine, coarse)
            relative[same] = sizes[same] / self.lengths.find_means(language)
        segment, is_fine = build_segment(tokens, relative)
        alive: npt.NDArray[np.bool_] = np.ones(len(wordings), np.bool_)
        shelf = Shelf(segment, wordings, alive, np.zeros(len(wordings), np.float32))
        self.attach(shelf)
        rarities = self.weigh_terms(segment.term_ids, self.count_units(segment.term_ids))
        shelf.weights[:] = sum_rarities(segment, np.where(is_fine, rarities, 0.0))


class PublicPart(Index):
    """What the public may see of an index: the same texts and statistics, some closed.

    It shares everything with the whole and is current whenever that is; publishing is done there.
    """

    def __init__(self, whole: Index) -> None:
        self.shelves, self.lengths = whole.shelves, whole.lengths
        self._places, self._closed = whole._places, whole._closed

    def __len__(self) -> int:
        return len(self._places.keys() - self._closed)

    def find_wording(self, article_id: ArticleId, language: str) -> Wording | None:
        if (article_id, language) in self._closed:
            return None
        return super().find_wording(article_id, language)

    def list_wordings(self) -> list[Wording]:
        places = ((key, place) for key, place in self._places.items() if key not in self._closed)
        return [shelf.wordings[position] for _, (shelf, position) in places]

    def list_living(self) -> list[tuple[Shelf, npt.NDArray[np.bool_]]]:
        return [(shelf, shelf.alive & ~shelf.closed) for shelf in self.shelves]
