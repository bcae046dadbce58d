"""Kaplan–Meier: by hand, and as properties."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from routing.planning.survival import estimate_survival

WAITS = st.lists(st.tuples(st.integers(0, 900), st.booleans()), min_size=1, max_size=60)


def test_the_estimate_equals_the_textbook() -> None:
    survival = estimate_survival([(1, True), (2, False), (3, True), (3, True), (5, False)])
    assert survival.times_s == (1, 3)
    assert survival.shares == pytest.approx((4 / 5, 4 / 5 * 1 / 3))
    assert survival.share_after(0.5) == 1.0
    assert survival.share_after(2) == pytest.approx(4 / 5)


@given(WAITS, st.integers(0, 900), st.integers(0, 10_000))
def test_a_patience_is_always_above_the_wait_that_was_seen(
    waits: list[tuple[int, bool]], waited_s: int, seed: int
) -> None:
    assert estimate_survival(waits).draw_above(waited_s, Random(seed).random()) > waited_s


@given(WAITS)
def test_the_curve_is_that_of_scipy(waits: list[tuple[int, bool]]) -> None:
    gave_up = [waited_s for waited_s, is_hang_up in waits if is_hang_up]
    stayed = [waited_s for waited_s, is_hang_up in waits if not is_hang_up]
    theirs = ecdf(CensoredData(uncensored=gave_up, right=stayed)).sf
    ours = estimate_survival(waits)
    for time_s, share in zip(theirs.quantiles, theirs.probabilities, strict=True):
        assert ours.share_after(time_s) == pytest.approx(share, abs=1e-12)


@given(WAITS)
def test_shares_only_fall(waits: list[tuple[int, bool]]) -> None:
    shares = estimate_survival(waits).shares
    assert all(0 <= later <= sooner for sooner, later in zip((1.0, *shares), shares, strict=False))


def test_draws_follow_the_estimate() -> None:
    survival = estimate_survival([(10, True)] * 30 + [(20, True)] * 70)
    chance = Random(1)
    drawn = [survival.draw_above(0, chance.random()) for _ in range(2000)]
    assert drawn.count(10.0) / 2000 == pytest.approx(0.3, abs=0.04)


def test_who_outlasts_everybody_seen_hanging_up_stays() -> None:
    assert estimate_survival([(40, False)]).draw_above(7, 0.3) == math.inf
    assert estimate_survival([(40, True)]).draw_above(40, 0.3) == math.inf
