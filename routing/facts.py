"""The facts of a contact that figures are computed from, and questions about them.

Plain values and predicates; which of them make a rate is said in `measures`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from routing.model import Agent, Channel, Contact, Instant, Outcome

SERVICE_LEVEL_S = 15.0
FIRST_REPLY_S = 180.0
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
    channel: str = Channel.VOICE
    first_reply_at: Instant | None = None
    """When a person first wrote to a written contact."""


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


def asked_in_writing(fact: ContactFacts) -> bool:
    """A person was wanted in a chat or by text message."""
    return asked_for_seat(fact) and fact.channel != Channel.VOICE


def replied_in_time(fact: ContactFacts) -> bool:
    """A person first wrote within 180 seconds of asking (GB/T 33358-2016, STANDARDS R12)."""
    if fact.asked_at is None or fact.first_reply_at is None:
        return False
    return fact.first_reply_at - fact.asked_at <= FIRST_REPLY_S


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


def is_right_seat(contact: Contact, agent: Agent, interpreted: bool = False) -> bool:
    """Whether this agent has the language (or an interpreter) and the kind of work wanted."""
    speaks = interpreted or contact.language is None or contact.language in agent.languages
    return speaks and contact.seat in agent.seats
