"""The life of a call-back is one table: every move by every hand is in it, or refused."""

from __future__ import annotations

from itertools import product

import pytest

from app.hotline.callbacks.lifecycle import MOVES, OPEN, By, CallbackState, may_move


@pytest.mark.parametrize(("old", "new"), [*product(CallbackState, repeat=2)])
def test_only_what_the_table_has_may_happen(old: CallbackState, new: CallbackState) -> None:
    allowed = {by for by in By if may_move(old, new, by)}
    assert allowed == (MOVES[old][new].by if new in MOVES[old] else set())


def test_every_promise_can_end_and_no_end_is_left() -> None:
    assert set(MOVES) == set(CallbackState)
    assert {CallbackState.OWED, CallbackState.RINGING, CallbackState.TRIED} == OPEN
    for state in OPEN:
        assert set(CallbackState) - OPEN <= set(MOVES[state])


def test_whose_hand_it_is_counts() -> None:
    owed = CallbackState.OWED
    assert not may_move(owed, CallbackState.NOT_REACHED, By.LINE), "giving up is people's"
    assert not may_move(owed, CallbackState.UNREACHED, By.PEOPLE)
    assert not may_move(owed, CallbackState.CAME_AGAIN, By.LINE)
