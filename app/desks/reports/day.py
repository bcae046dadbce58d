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


Kinds = Counter[Kind]


@dataclass(slots=True)
class Day:
    """Contacts by when they arrived and by when they asked; talks by when they were answered."""

    arrived: HourCounts[Kind] = field(default_factory=HourCounts)
    asked: HourCounts[Kind] = field(default_factory=HourCounts)
    answered: HourCounts[TalkKind] = field(default_factory=HourCounts)

    def put(self, contact_id: int, record: Record) -> None:
        """Count a contact as its record tells it now."""
        facts, talk = record.facts, record.talk
        if record.is_counted:
            kind = Kind(facts.language, facts.forwarded_by_12345, facts.outcome, judge(facts))
            self.arrived.put(contact_id, facts.arrived_at, kind)
            if facts.asked_at is not None:
                self.asked.put(contact_id, facts.asked_at, kind)
        if talk is not None:
            kind_of_talk = TalkKind(talk.language, talk.score)
            self.answered.put(contact_id, talk.answered_at, kind_of_talk)

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
