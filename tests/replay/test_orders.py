"""B70: journeys whose callbacks come twice, late, in any order or never all end alike.

`hotline bench orders --runs 10000` tries as many as one has time for.
"""

from __future__ import annotations

import pytest

from app.rehearsal.replay.orders.stories import STORIES
from app.rehearsal.replay.orders.trying import tell_faultlessly, try_batch
from app.run.cli import main


@pytest.mark.parametrize(("batch", "runs"), [(1, 31), (2, 14)])
def test_b70_in_any_order_the_end_is_the_same_or_was_asked_for(batch: int, runs: int) -> None:
    trials = list(try_batch(batch, runs))
    assert [(t.batch, t.run, t.stuck, t.how) for t in trials if not t.is_good] == []
    assert sum(trial.is_same for trial in trials) >= 0.75 * runs  # the rest were asked for


def test_the_faultless_ends_are_what_the_stories_tell() -> None:
    ends = {name: tell_faultlessly(name) for name in STORIES}
    outcomes = {name: end["contacts"][0]["outcome"] for name, end in ends.items()}
    assert outcomes.pop("gives_up_waiting") == "abandoned"
    assert set(outcomes.values()) == {"answered"}
    assert ends["consulted_and_handed_over"]["tickets"][0]["handed_over_to"] == "lawyer"
    assert ends["transferred_in_vain"]["tickets"][0]["transfer_result"] == "no_answer"


def test_a_batch_is_repeated_exactly() -> None:
    assert list(try_batch(7, runs=2)) == list(try_batch(7, runs=2))


def test_the_command_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "orders", "--runs", "2", "--seed", "5"]) == 0
    assert "2 orders: 2 the same end" in capsys.readouterr().out
