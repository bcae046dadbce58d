"""The figures: outcome classes counted, and every rate as a named, versioned definition.

Pure functions over simple facts, the same in simulator, wallboard and reports. A changed
definition is a new version; nothing asked gives None, never 0 or 100 (B82). Exactly at a
threshold is inside (B81).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from routing.model import Agent, Contact, Instant, Outcome

SERVICE_LEVEL_S = 15.0
SHORT_ABANDON_S = 5.0
CALLBACK_WITHIN_S = 2 * 3600.0
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What the figures need to know of one contact, all of it from the event log.

    `asked_at`: a person was wanted (None: never asked). `answered_at`: the first joining with
    any seat. `right_seat_at`: the first joining with a seat of the caller's language and topic
    (an interpreted call counts). `booked_at`: a call-back was taken. `left_at`: the end of
    the wait without an answer.
    """

    arrived_at: Instant
    asked_at: Instant | None = None
    answered_at: Instant | None = None
    right_seat_at: Instant | None = None
    booked_at: Instant | None = None
    left_at: Instant | None = None
    outcome: Outcome | None = None
    language: str | None = None
    seat: str | None = None
    forwarded_by_12345: bool = False


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


def asked_for_seat(fact: ContactFacts) -> bool:
    """A person was wanted: counted once per contact; transfers add none."""
    return fact.asked_at is not None


def answered_live(fact: ContactFacts) -> bool:
    """Somebody picked up while the caller was on the line."""
    return fact.answered_at is not None and fact.booked_at is None


def right_seat_live(fact: ContactFacts) -> bool:
    """A seat with the caller's language and topic picked up live."""
    return fact.right_seat_at is not None and fact.booked_at is None


def answered_at_all(fact: ContactFacts) -> bool:
    """Somebody picked up, live or in a call-back."""
    return fact.answered_at is not None


def right_seat_within(seconds: float) -> Callable[[ContactFacts], bool]:
    """The right seat picked up live within so many seconds of asking."""

    def in_time(fact: ContactFacts) -> bool:
        if fact.asked_at is None or fact.right_seat_at is None or fact.booked_at is not None:
            return False
        return fact.right_seat_at - fact.asked_at <= seconds

    return in_time


def right_seat_or_callback_within(seconds: float) -> Callable[[ContactFacts], bool]:
    """The right seat picked up live, or in a call-back within so many seconds of booking."""

    def reached(fact: ContactFacts) -> bool:
        if fact.right_seat_at is None:
            return False
        return fact.booked_at is None or fact.right_seat_at - fact.booked_at <= seconds

    return reached


def answered_in_time(fact: ContactFacts) -> bool:
    """Answered live within 15 seconds of asking (GB/T 33358-2016)."""
    return answered_live(fact) and (wait_of(fact) or 0.0) <= SERVICE_LEVEL_S


def is_abandoned(fact: ContactFacts) -> bool:
    """Asked for a seat and left before any answer."""
    return fact.outcome in (Outcome.ABANDONED, Outcome.ABANDONED_SHORT)


def asked_and_stayed(fact: ContactFacts) -> bool:
    """Asked for a seat and did not hang up within five seconds."""
    return asked_for_seat(fact) and fact.outcome is not Outcome.ABANDONED_SHORT


def wait_of(fact: ContactFacts) -> float | None:
    """Seconds from asking to the first answer; None if there was none."""
    if fact.asked_at is None or fact.answered_at is None:
        return None
    return fact.answered_at - fact.asked_at


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


def only_language(facts: Iterable[ContactFacts], language: str) -> list[ContactFacts]:
    """Facts of callers of one language."""
    return [fact for fact in facts if fact.language == language]


def only_expert(facts: Iterable[ContactFacts], general_seat: str) -> list[ContactFacts]:
    """Facts of contacts that asked for an expert seat (专席)."""
    return [fact for fact in facts if fact.seat not in (None, general_seat)]


def only_forwarded(facts: Iterable[ContactFacts]) -> list[ContactFacts]:
    """Facts of contacts handed over by 12345; their clock starts at the hand-over."""
    return [fact for fact in facts if fact.forwarded_by_12345]


def within_window(
    facts: Iterable[ContactFacts], until_at: Instant, window_s: float = DAY_S
) -> list[ContactFacts]:
    """Facts asked in the half-open window (until − window, until]; continuous over midnight."""
    since_at = until_at - window_s
    return [f for f in facts if f.asked_at is not None and since_at < f.asked_at <= until_at]


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
        full = end_at - first_at >= window_s or index == len(asked) - 1
        if not full or not inside:
            continue
        value = 100.0 * counted / inside
        if worst is None or value < (worst[1].value or 0.0):
            figure = Figure(definition.name, definition.version, value, counted, inside)
            worst = end_at, figure
    return worst


def _asked_at(fact: ContactFacts) -> Instant:
    assert fact.asked_at is not None
    return fact.asked_at


def is_right_seat(contact: Contact, agent: Agent, interpreted: bool = False) -> bool:
    """Whether this agent has the language (or an interpreter) and the kind of work wanted."""
    speaks = interpreted or contact.language is None or contact.language in agent.languages
    return speaks and contact.seat in agent.seats
