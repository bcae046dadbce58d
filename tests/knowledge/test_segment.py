"""The postings of a batch: a term is found where it stands, and nowhere when it does not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.segment import NO_IMPACTS, NO_UNITS, Segment

IDS = st.integers(0, 2**64 - 1) | st.integers(0, 40) | st.integers(2**64 - 40, 2**64 - 1)


def make_segment(term_ids: set[int]) -> Segment:
    starts = np.zeros(len(term_ids) + 1, np.int64)
    return Segment(np.array(sorted(term_ids), np.uint64), starts, NO_UNITS, NO_IMPACTS, 0)


@given(st.sets(IDS, max_size=200), st.lists(IDS, max_size=60))
def test_a_term_is_found_at_its_place_however_ids_lie(held: set[int], asked: list[int]) -> None:
    places = {term: place for place, term in enumerate(sorted(held))}
    wanted = [*asked, *held]
    found = make_segment(held).find(np.array(wanted, np.uint64))
    assert found.tolist() == [places.get(term, -1) for term in wanted]
