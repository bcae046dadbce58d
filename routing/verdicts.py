"""Judges a contact's facts by every definition at once; figures from counts of such verdicts.

A verdict is a number with a bit for each question that `measures.DEFINITIONS` ask, so that a
database can count contacts without knowing any definition. What a bit means follows from the
definitions: with another `VERDICT_VERSION` verdicts are made again.
"""

from collections.abc import Callable, Mapping
from zlib import crc32

from routing.facts import ContactFacts, answered_live
from routing.measures import DEFINITIONS, Definition, Figure

Tally = Mapping[int, int]
"""Contacts by verdict."""

_QUESTIONS: dict[Callable[[ContactFacts], bool], int] = {
    question: 1 << number
    for number, question in enumerate(
        dict.fromkeys(question for each in DEFINITIONS for question in (each.within, each.counts))
    )
}
"""Each question once, with its bit."""

VERDICT_VERSION = crc32(" ".join(f"{each.name}:{each.version}" for each in DEFINITIONS).encode())
"""Changes with every definition's name, version and place."""


def judge(fact: ContactFacts) -> int:
    """What every definition will want to know of a contact."""
    return sum(bit for question, bit in _QUESTIONS.items() if question(fact))


def measure_tally(definition: Definition, tally: Tally) -> Figure:
    """As `definition.measure` over the contacts that were counted."""
    within, counts = _QUESTIONS[definition.within], _QUESTIONS[definition.counts]
    asked = sum(count for verdict, count in tally.items() if verdict & within)
    both = within | counts
    counted = sum(count for verdict, count in tally.items() if verdict & both == both)
    value = 100.0 * counted / asked if asked else None
    return Figure(definition.name, definition.version, value, counted, asked)


def is_answered(verdict: int) -> bool:
    """Whether somebody picked up while the caller was there."""
    return bool(verdict & _QUESTIONS[answered_live])


def count_answered(tally: Tally) -> int:
    """Contacts that somebody picked up while the caller was there."""
    return sum(count for verdict, count in tally.items() if is_answered(verdict))
