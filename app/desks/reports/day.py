"""The contacts of the last day, counted by what the figures ask of them. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf, nextafter
from typing import NamedTuple

from app.desks.reports.facts import Record
from app.desks.reports.hour_counts import HourCounts
from routing.facts import DAY_S
from routing.model import Instant, Outcome
from routing.satisfaction import TalkFacts
from routing.verdicts import judge


class Kind(NamedTuple):
    """Contacts that no figure tells apart."""

    language: str | None
    is_forwarded: bool
    outcome: Outcome | None
    verdict: int


class TalkKind(NamedTuple):
    """Talks that no figure tells apart."""

    language: str | None
    score: int | None


class Counted(NamedTuple):
    """Where a contact stands in a day, and as what; `is_counted` as of a record."""

    is_counted: bool
    arrived_at: Instant
    asked_at: Instant | None
    answered_at: Instant | None
    kind: Kind
    talk: TalkKind


Kinds = Counter[Kind]


@dataclass(slots=True)
class Day:
    """Contacts by when they arrived and by when they asked; talks by when they were answered."""

    arrived: HourCounts[Kind] = field(default_factory=HourCounts)
    asked: HourCounts[Kind] = field(default_factory=HourCounts)
    answered: HourCounts[TalkKind] = field(default_factory=HourCounts)

    def put(self, contact_id: int, counted_as: Counted) -> None:
        """Count a contact as it stands now."""
        if counted_as.is_counted:
            self.arrived.put(contact_id, counted_as.arrived_at, counted_as.kind)
            if counted_as.asked_at is not None:
                self.asked.put(contact_id, counted_as.asked_at, counted_as.kind)
        if counted_as.answered_at is not None:
            self.answered.put(contact_id, counted_as.answered_at, counted_as.talk)

    def count_asked(self, until_at: Instant) -> Kinds:
        """Who asked in the day that ends with this instant; continuous over midnight."""
        return self.asked.count(nextafter(until_at - DAY_S, inf), nextafter(until_at, inf))

    def list_talks(self, until_at: Instant) -> list[TalkFacts]:
        """Talks that began in the day until this instant."""
        counted = self.answered.count(nextafter(until_at - DAY_S, inf))
        return [
            TalkFacts(until_at, language, score)
            for (language, score), count in counted.items()
            for _ in range(count)
        ]

    def forget(self, before_at: Instant) -> None:
        """Let go of what no window reaches any more."""
        for counts in (self.arrived, self.asked, self.answered):
            counts.forget(before_at)


def count_record(record: Record) -> Counted:
    """Where a contact stands by its record."""
    facts, talk = record.facts, record.talk
    return Counted(
        record.is_counted,
        facts.arrived_at,
        facts.asked_at,
        facts.answered_at,
        Kind(facts.language, facts.forwarded_by_12345, facts.outcome, judge(facts)),
        TalkKind(talk.language, talk.score) if talk else TalkKind(None, None),
    )
