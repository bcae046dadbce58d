"""Immutable postings of a batch of units: which unit holds which term, how strongly.

A segment never changes once built; deleting is the index's business. Arrays only, so a
saved segment is mapped into memory and usable at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.terms import FINE, hash_term

TERM_SATURATION = 1.2
"""BM25 k1: from about the second occurrence on, a repeated term adds little."""
LENGTH_WEIGHT = 0.85
"""BM25 b: long texts hold many terms by chance."""

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

NO_UNITS: Ints = np.empty(0, np.int32)
NO_IMPACTS: Floats = np.empty(0, np.float32)


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

    def find(self, wanted: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """Return the place of each wanted term, -1 where the segment does not hold it."""
        if not len(self.term_ids):
            return np.full(len(wanted), -1, np.int64)
        places = np.minimum(np.searchsorted(self.term_ids, wanted), len(self.term_ids) - 1)
        return np.where(self.term_ids[places] == wanted, places, -1)

    def count_units(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return how many units hold the term at each place (0 for place -1)."""
        counts = self.starts[places + 1] - self.starts[places]
        return np.where(places >= 0, counts, 0)

    def read_postings(self, place: int) -> tuple[Ints, Floats]:
        start, end = self.starts[place], self.starts[place + 1]
        return self.units[start:end], self.impacts[start:end]


def _list_postings(
    batch: Sequence[Mapping[str, float]],
) -> tuple[npt.NDArray[np.uint64], Ints, Floats, npt.NDArray[np.bool_]]:
    ids: dict[str, int] = {}
    terms = [term for counts in batch for term in counts]
    for term in terms:
        if term not in ids:
            ids[term] = hash_term(term)
    return (
        np.fromiter((ids[term] for term in terms), np.uint64, len(terms)),
        np.repeat(np.arange(len(batch), dtype=np.int32), [len(counts) for counts in batch]),
        np.fromiter((n for counts in batch for n in counts.values()), np.float32, len(terms)),
        np.fromiter((term[0] == FINE for term in terms), np.bool_, len(terms)),
    )


def measure_lengths(counts: Mapping[str, float]) -> tuple[float, float]:
    """Return the length of a text in fine and in coarse terms."""
    fine = sum(n for term, n in counts.items() if term[0] == FINE)
    return fine, sum(counts.values()) - fine


def build_segment(
    batch: Sequence[Mapping[str, float]], relative_lengths: npt.NDArray[np.float32]
) -> Segment:
    """Build from term counts; `relative_lengths[unit, grain]` is length ÷ mean length."""
    terms, units, frequencies, is_fine = _list_postings(batch)
    lengths = relative_lengths[units, np.where(is_fine, 0, 1)] if len(units) else NO_IMPACTS
    penalty = TERM_SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths)
    impacts = frequencies * (TERM_SATURATION + 1) / (frequencies + penalty)
    order = np.lexsort((units, terms))
    term_ids, starts = np.unique(terms[order], return_index=True)
    return Segment(
        term_ids,
        np.append(starts, len(terms)).astype(np.int64),
        units[order],
        impacts[order].astype(np.float32),
        len(batch),
    )
