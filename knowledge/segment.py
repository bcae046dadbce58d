"""Immutable postings of a batch of units: which unit holds which term, how strongly.

A segment never changes once built; deleting is the index's business. Arrays only, so a
saved segment is mapped into memory and usable at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.terms import FINE, hash_terms, list_terms

TERM_SATURATION = 1.2
"""BM25 k1: from about the second occurrence on, a repeated term adds little."""
LENGTH_WEIGHT = 0.85
"""BM25 b: long texts hold many terms by chance."""

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

Progress = Callable[[int, int], None]
"""Hears how much is done, of how much."""
PROGRESS_EVERY = 200

ID_BITS = 64
TERMS_OF_DOOR_BITS = 3
"""About eight terms share their leading bits."""

NO_UNITS: Ints = np.empty(0, np.int32)
NO_IMPACTS: Floats = np.empty(0, np.float32)


def ignore_progress(done: int, of: int) -> None:
    """For whoever need not know."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings in term order; those of `term_ids[i]` are at `starts[i]:starts[i + 1]`.

    `units` are ascending positions inside the segment, `impacts` the saturated,
    length-normalised term frequency (0 to TERM_SATURATION + 1), without the idf.
    """

    term_ids: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    units: Ints
    impacts: Floats
    size: int
    doors: npt.NDArray[np.int64] = field(init=False, repr=False)
    """Where the ids with the same leading bits begin: ids are spread evenly, so few lie there."""

    def __post_init__(self) -> None:
        leading = max(len(self.term_ids).bit_length() - TERMS_OF_DOOR_BITS, 1)
        heads = np.arange(1 << leading, dtype=np.uint64) << np.uint64(ID_BITS - leading)
        begins = np.append(np.searchsorted(self.term_ids, heads), len(self.term_ids))
        object.__setattr__(self, "doors", begins)

    def find(self, wanted: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """Return the place of each wanted term, -1 where the segment does not hold it."""
        if not len(self.term_ids):
            return np.full(len(wanted), -1, np.int64)
        leading = (len(self.doors) - 1).bit_length() - 1
        door = (wanted >> np.uint64(ID_BITS - leading)).astype(np.int64)
        low, high = self.doors[door], self.doors[door + 1]
        last = len(self.term_ids) - 1
        for _ in range(int((high - low).max(initial=0)).bit_length()):  # halve what is left
            middle = (low + high) >> 1
            is_below = self.term_ids[np.minimum(middle, last)] < wanted
            low, high = np.where(is_below, middle + 1, low), np.where(is_below, high, middle)
        at = np.minimum(low, last)
        return np.where(self.term_ids[at] == wanted, at, -1)

    def count_units(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return how many units hold the term at each place (0 for place -1)."""
        counts = self.starts[places + 1] - self.starts[places]
        return np.where(places >= 0, counts, 0)

    def read_postings(
        self, places: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], Ints, Floats]:
        """Return how many postings each of the places has, and all of them, one after another."""
        starts = self.starts[places]
        counts = self.starts[places + 1] - starts
        shifts = np.repeat(starts - np.cumsum(counts) + counts, counts)
        at = shifts + np.arange(len(shifts))
        return counts, self.units[at], self.impacts[at]

    def look_up(self, places: npt.NDArray[np.int64], wanted: npt.NDArray[np.intp]) -> Floats:
        """Return impacts[place, wanted unit], 0 where absent; `wanted` is ascending."""
        starts, ends = self.starts[places], self.starts[places + 1]
        at = np.empty((len(places), len(wanted)), np.int64)
        for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            at[row] = self.units[start:end].searchsorted(wanted)
        at = np.minimum(at + starts[:, None], ends[:, None] - 1)
        return np.where(self.units[at] == wanted, self.impacts[at], np.float32(0))


class TermNumbers(dict[str, int]):
    """Numbers terms in the order they are first seen, so that each is hashed once."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Tokens:
    """The terms of some texts, one entry for each occurrence; `units` ascend."""

    numbers: Ints
    units: Ints
    book: TermNumbers
    size: int

    def find_fine(self) -> npt.NDArray[np.bool_]:
        """Return for each term number whether it is of the fine grain."""
        return np.fromiter((term[0] == FINE for term in self.book), np.bool_, len(self.book))


def read_tokens(texts: Sequence[str], progress: Progress = ignore_progress) -> Tokens:
    """Cut texts into terms; `progress` hears how many texts are read, of how many."""
    book = TermNumbers()
    number = book.__getitem__
    parts, lengths = [], []
    for done, text in enumerate(texts):
        if done % PROGRESS_EVERY == 0:
            progress(done, len(texts))
        parts.append(np.array([number(term) for term in list_terms(text)], np.int32))
        lengths.append(len(parts[-1]))
    progress(len(texts), len(texts))
    units = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    return Tokens(np.concatenate([NO_UNITS, *parts]), units, book, len(texts))


def measure_lengths(tokens: Tokens) -> npt.NDArray[np.float64]:
    """Return lengths[unit, grain] in fine and in coarse terms."""
    fine = tokens.find_fine()[tokens.numbers]
    counts = [np.bincount(tokens.units[part], minlength=tokens.size) for part in (fine, ~fine)]
    return np.column_stack(counts).astype(np.float64)


def build_segment(
    tokens: Tokens, relative_lengths: npt.NDArray[np.float64]
) -> tuple[Segment, npt.NDArray[np.bool_]]:
    """Build from tokens; `relative_lengths[unit, grain]` is length ÷ mean length.

    Returns the segment and for each of its terms whether it is of the fine grain.
    """
    hashes = hash_terms(tokens.book)
    by_hash = np.argsort(hashes)
    ranks = np.empty(len(by_hash), np.int64)
    ranks[by_hash] = np.arange(len(by_hash))
    width = max(tokens.size, 1)
    keys, counts = np.unique(ranks[tokens.numbers] * width + tokens.units, return_counts=True)
    terms, units = keys // width, (keys % width).astype(np.int32)
    is_fine = tokens.find_fine()[by_hash]
    lengths = relative_lengths[units, np.where(is_fine[terms], 0, 1)]
    penalty = TERM_SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths)
    impacts = (counts * (TERM_SATURATION + 1) / (counts + penalty)).astype(np.float32)
    starts = np.searchsorted(terms, np.arange(len(by_hash) + 1)).astype(np.int64)
    return Segment(hashes[by_hash], starts, units, impacts, tokens.size), is_fine


def sum_rarities(segment: Segment, rarities: npt.NDArray[np.float64]) -> Floats:
    """Return for each unit the sum of the rarities (one for each term) of its distinct terms."""
    held = np.repeat(rarities, np.diff(segment.starts))
    return np.bincount(segment.units, held, minlength=segment.size).astype(np.float32)
