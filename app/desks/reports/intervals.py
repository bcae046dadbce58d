"""The figures of a span of time by half hour (or hour, day, the whole) and language, counted by the
database from `contact_facts`.

A contact belongs to the half hour in which it arrived, so that the arrived are the sum of the
classes in every interval (law 1) and intervals add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.desks.reports.fact_rows import HALF_HOUR_S
from app.desks.reports.models import COUNTED, FactsRow
from app.kit.i18n.formats import LINE_TIME
from routing.measures import DEFINITIONS, Definition, Figure
from routing.model import Outcome
from routing.verdicts import is_answered, measure_tally

LIVE = "live"
"""The class of contacts that have not ended."""


class Length(StrEnum):
    """How long an interval is."""

    HALF_HOUR = "half-hour"
    HOUR = "hour"
    DAY = "day"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, which is outside; whole half hours.  With `training` practice
    contacts count too."""

    since_at: datetime
    until_at: datetime
    training: bool = False


@dataclass(slots=True)
class Interval:
    """Who arrived in it and spoke one language (None: not known)."""

    begins_at: datetime
    language: str | None
    verdicts: Counter[int] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    waited_us: int = 0
    """Microseconds that those answered live had waited together."""
    waited: int = 0

    @property
    def arrived(self) -> int:
        return sum(self.verdicts.values())

    def measure(self, definition: Definition) -> Figure:
        """The figure of this interval."""
        return measure_tally(definition, self.verdicts)

    def measure_all(self) -> tuple[Figure, ...]:
        """Every share, then the mean wait."""
        return (*map(self.measure, DEFINITIONS), self.measure_wait())

    def measure_wait(self) -> Figure:
        """As `measures.average_speed_of_answer`, summed in whole microseconds."""
        waited_s = self.waited_us / 1_000_000
        value = waited_s / self.waited if self.waited else None
        return Figure("average_speed_of_answer", 1, value, waited_s, self.waited)


def measure_intervals(session: Session, span: Span, length: Length) -> list[Interval]:
    """Intervals in which somebody arrived, in order of time, then of language."""
    row = FactsRow.__table__.c
    keys = (row.half_hour, row.language, row.outcome, row.verdicts)
    counted = (
        select(*keys, func.count(), func.count(row.wait_us), func.sum(row.wait_us))
        .where(
            text(COUNTED),
            row.half_hour >= _number(span.since_at),
            row.half_hour < _number(span.until_at),
            row.is_training.in_((False, span.training)),
        )
        .group_by(*keys)
    )
    begin = _BEGINNINGS[length]
    intervals: dict[tuple[int, str | None], Interval] = {}
    begins: dict[int, datetime] = {}
    for half_hour, language, outcome, verdict, count, waited, waited_us in session.execute(counted):
        begins_at = begins.get(half_hour)
        if begins_at is None:
            begins_at = begins[half_hour] = begin(_instant(half_hour), span)
        key = (int(begins_at.timestamp()), language)
        interval = intervals.get(key)
        if interval is None:
            interval = intervals[key] = Interval(begins_at, language)
        interval.verdicts[verdict] += count
        interval.classes[outcome or LIVE] += count
        if is_answered(verdict):
            interval.waited += waited
            interval.waited_us += int(waited_us or 0)
    return sorted(intervals.values(), key=lambda each: (each.begins_at, each.language or "~"))


def describe_interval(interval: Interval) -> Mapping[str, object]:
    """An interval with all its figures, for a machine."""
    return {
        "begins_at": interval.begins_at.isoformat(),
        "language": interval.language,
        "arrived": interval.arrived,
        "classes": {name: interval.classes[name] for name in _order(interval.classes)},
        "figures": [
            {
                "definition": figure.definition,
                "version": figure.version,
                "value": figure.value,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
            }
            for figure in interval.measure_all()
        ],
    }


def _order(classes: Iterable[str]) -> list[str]:
    known = [*(outcome.value for outcome in Outcome), LIVE]
    return sorted(classes, key=known.index)


def _number(at: datetime) -> int:
    return int(at.timestamp() // HALF_HOUR_S)


def _instant(half_hour: int) -> datetime:
    return datetime.fromtimestamp(half_hour * HALF_HOUR_S, UTC).astimezone(LINE_TIME)


def _begin_hour(at: datetime, _: Span) -> datetime:
    return at.replace(minute=0)


def _begin_day(at: datetime, _: Span) -> datetime:
    return at - timedelta(hours=at.hour, minutes=at.minute)


_BEGINNINGS: Mapping[Length, Callable[[datetime, Span], datetime]] = {
    Length.HALF_HOUR: lambda at, _: at,
    Length.HOUR: _begin_hour,
    Length.DAY: _begin_day,
    Length.ALL: lambda _, span: span.since_at,
}
