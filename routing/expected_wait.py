"""How long a waiting caller will wait: an estimate from the place, the seats and recent talks.

The queue-length-based predictor of Whitt 1999 ("Predicting queueing delays", Management Science
45(6)): every one of the seats ends a talk each mean handling time, and the caller is reached
when those before and one more have ended. Never guesses: without enough talks to go by, None.
"""

from collections.abc import Sequence

MINUTES_TOLD = (1, 2, 3, 4, 5, 10, 15, 20, 30)
"""What is recorded: a caller is told the least of these that is not below the estimate."""

FEWEST_TALKS = 5


def estimate_wait_s(before: int, seats: int, handling_s: Sequence[float]) -> float | None:
    """Seconds until a caller with `before` others ahead is reached.

    `seats` are those on duty who could serve the caller, all of them busy; `handling_s` are
    recent talks with after-call work in the caller's language. None: nothing can be said.
    """
    if seats < 1 or len(handling_s) < FEWEST_TALKS:
        return None
    mean_s = sum(handling_s) / len(handling_s)
    return (before + 1) * mean_s / seats


def round_to_minutes(wait_s: float) -> int | None:
    """The whole minutes that are told, rounded up; None when it is longer than any of them."""
    return next((told for told in MINUTES_TOLD if wait_s <= told * 60), None)
