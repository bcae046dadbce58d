"""The expected wait: from place, seats and recent talks; nothing when nothing is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.expected_wait import FEWEST_TALKS, MINUTES_TOLD, estimate_wait_s, round_to_minutes

TALKS = [300.0] * 10
LENGTHS = st.lists(st.floats(1, 3600), min_size=FEWEST_TALKS, max_size=30)


def test_b60_one_seat_is_reached_after_those_before_and_one_more():
    assert estimate_wait_s(0, 1, TALKS) == 300
    assert estimate_wait_s(3, 2, TALKS) == 600


def test_b60_nothing_is_told_when_nothing_is_known():
    assert estimate_wait_s(1, 0, TALKS) is None
    assert estimate_wait_s(1, 2, TALKS[: FEWEST_TALKS - 1]) is None


@given(st.integers(0, 50), st.integers(1, 20), LENGTHS)
def test_who_is_behind_waits_longer_and_more_seats_are_quicker(before, seats, lengths):
    mine = estimate_wait_s(before, seats, lengths)
    assert mine is not None
    assert mine <= (estimate_wait_s(before + 1, seats, lengths) or 0)
    assert mine >= (estimate_wait_s(before, seats + 1, lengths) or 0)


@pytest.mark.parametrize(
    ("wait_s", "told"), [(1, 1), (60, 1), (61, 2), (301, 10), (1800, 30), (1801, None)]
)
def test_minutes_are_rounded_up_to_what_is_recorded(wait_s, told):
    assert round_to_minutes(wait_s) == told


@given(st.floats(0.1, 1800))
def test_less_than_it_takes_is_never_told(wait_s):
    told = round_to_minutes(wait_s)
    assert told in MINUTES_TOLD
    assert told * 60 >= wait_s
