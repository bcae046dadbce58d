"""The figures: outcome classes counted, and every rate as a named, versioned definition.

Pure functions over simple facts, the same in simulator, wallboard and reports. A changed
definition is a new version; nothing asked gives None, never 0 or 100 (B82). Exactly at a
threshold is inside (B81).
The facts and the questions about them are in `facts`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from routing.facts import (
    CALLBACK_WITHIN_S,
    DAY_S,
    ContactFacts,
    answered_at_all,
    answered_in_time,
    answered_live,
    asked_and_stayed,
    asked_for_seat,
    asked_in_writing,
    is_abandoned,
    replied_in_time,
    right_seat_live,
    right_seat_or_callback_within,
    wait_of,
)
from routing.model import Instant, Outcome


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate or mean with what it was computed from; `value` is None when nothing was asked."""

    definition: str
    version: int
    value: float | None
    numerator: float
    denominator: float


@dataclass(frozen=True, slots=True)
class Definition:
    """A named, versioned share: counted facts ÷ facts in the denominator, in percent."""

    name: str
    version: int
    sentence: str
    counts: Callable[[ContactFacts], bool]
    within: Callable[[ContactFacts], bool]

    def measure(self, facts: Iterable[ContactFacts]) -> Figure:
        """The figure over these facts."""
        asked = [fact for fact in facts if self.within(fact)]
        counted = sum(1 for fact in asked if self.counts(fact))
        value = 100.0 * counted / len(asked) if asked else None
        return Figure(self.name, self.version, value, counted, len(asked))


ANY_SEAT_LIVE = Definition(
    "any_seat_live",
    1,
    "Contacts that somebody picked up while the caller was there ÷ contacts that asked for a seat.",
    answered_live,
    asked_for_seat,
)
RIGHT_SEAT_LIVE = Definition(
    "right_seat_live",
    1,
    "Contacts that a seat with the caller's language and topic picked up (an interpreted call "
    "counts) ÷ contacts that asked for a seat.",
    right_seat_live,
    asked_for_seat,
)
RIGHT_SEAT_WITH_CALLBACK = Definition(
    "right_seat_with_callback",
    1,
    "As right_seat_live, call-backs that reached the caller within two hours counted.",
    right_seat_or_callback_within(CALLBACK_WITHIN_S),
    asked_for_seat,
)
ANY_SEAT = Definition(
    "any_seat",
    1,
    "Contacts that somebody picked up, in a call-back too ÷ contacts that asked for a seat.",
    answered_at_all,
    asked_for_seat,
)
SERVICE_LEVEL_15 = Definition(
    "service_level_15",
    1,
    "Contacts answered within 15 seconds of asking ÷ contacts that asked for a seat.",
    answered_in_time,
    asked_for_seat,
)
FIRST_REPLY_180 = Definition(
    "first_reply_180",
    1,
    "Written contacts (chat, text) to which a person first wrote within 180 seconds of asking ÷ "
    "written contacts that asked for a seat; what the knowledge base answers is no reply.",
    replied_in_time,
    asked_in_writing,
)
ABANDONMENT = Definition(
    "abandonment",
    1,
    "Contacts that left before any answer, short ones included ÷ contacts that asked for a seat.",
    is_abandoned,
    asked_for_seat,
)
ANY_SEAT_LIVE_STAYED = Definition(
    "any_seat_live_without_short",
    1,
    "As any_seat_live, without contacts that hung up within five seconds.",
    answered_live,
    asked_and_stayed,
)
ANSWERED_OF_ARRIVED = Definition(
    "answered_of_arrived",
    1,
    "Contacts that somebody picked up ÷ all contacts that arrived.",
    answered_live,
    lambda fact: fact.arrived_at is not None,
)
SERVICE_LEVEL_OF_ANSWERED = Definition(
    "service_level_of_answered",
    1,
    "Contacts answered within 15 seconds ÷ answered contacts: for comparison with others' "
    "reports only, since those who gave up are not in it.",
    answered_in_time,
    answered_live,
)
DEFINITIONS: tuple[Definition, ...] = (
    RIGHT_SEAT_LIVE,
    ANY_SEAT_LIVE,
    RIGHT_SEAT_WITH_CALLBACK,
    ANY_SEAT,
    SERVICE_LEVEL_15,
    FIRST_REPLY_180,
    ABANDONMENT,
    ANY_SEAT_LIVE_STAYED,
    ANSWERED_OF_ARRIVED,
    SERVICE_LEVEL_OF_ANSWERED,
)


def average_speed_of_answer(facts: Iterable[ContactFacts]) -> Figure:
    """Mean seconds from asking to the answer, of those answered live (ASA)."""
    waits = [wait for f in facts if answered_live(f) and (wait := wait_of(f)) is not None]
    value = sum(waits) / len(waits) if waits else None
    return Figure("average_speed_of_answer", 1, value, sum(waits), len(waits))


def count_outcomes(facts: Iterable[ContactFacts]) -> dict[Outcome | None, int]:
    """Contacts by outcome class; None counts those still open. Sums to the arrived (law 1)."""
    return dict(Counter(fact.outcome for fact in facts))


def worst_rolling(
    definition: Definition, facts: Sequence[ContactFacts], window_s: float = DAY_S
) -> tuple[Instant, Figure] | None:
    """The lowest value over every full window that ends at an asking, and its end; or None."""
    asked = sorted((f for f in facts if f.asked_at is not None), key=_asked_at)
    if not asked:
        return None
    first_at, start = _asked_at(asked[0]), 0
    inside = counted = 0
    worst: tuple[Instant, Figure] | None = None
    for index, fact in enumerate(asked):
        end_at = _asked_at(fact)
        inside += definition.within(fact)
        counted += definition.within(fact) and definition.counts(fact)
        while _asked_at(asked[start]) <= end_at - window_s:
            gone = asked[start]
            inside -= definition.within(gone)
            counted -= definition.within(gone) and definition.counts(gone)
            start += 1
        is_last = index == len(asked) - 1
        together = not is_last and _asked_at(asked[index + 1]) == end_at
        full = end_at - first_at >= window_s or is_last
        if together or not full or not inside:
            continue
        value = 100.0 * counted / inside
        if worst is None or value < (worst[1].value or 0.0):
            figure = Figure(definition.name, definition.version, value, counted, inside)
            worst = end_at, figure
    return worst


def _asked_at(fact: ContactFacts) -> Instant:
    assert fact.asked_at is not None
    return fact.asked_at
