"""Computes the wallboard from the contacts of a day: windows, languages, hours. Pure.

Every figure comes from the definitions in `routing.measures`; nothing is counted here that a
report would count otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from app.desks.reports.day import Day, Kind, Kinds
from app.desks.reports.satisfaction import measure_satisfaction
from app.desks.reports.views import DayView, ForwardedRow, HourBar, LanguageRow, WindowView
from app.kit.i18n.formats import LINE_TIME
from routing.measures import (
    ANY_SEAT_LIVE,
    FIRST_REPLY_180,
    RIGHT_SEAT_LIVE,
    RIGHT_SEAT_WITH_CALLBACK,
    SERVICE_LEVEL_15,
)
from routing.model import Outcome
from routing.verdicts import Tally, count_answered, measure_tally

HEADLINE = RIGHT_SEAT_LIVE
OTHERS = (ANY_SEAT_LIVE, RIGHT_SEAT_WITH_CALLBACK, SERVICE_LEVEL_15, FIRST_REPLY_180)
HOURS_SHOWN = 24


def measure_day(day: Day, now: datetime) -> DayView:
    """The board's figures at `now`: of who arrived today, of who asked in the last 24 hours."""
    midnight = now.astimezone(LINE_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    today = day.arrived.count(midnight.timestamp())
    rolling = day.count_asked(now.timestamp())
    outcomes = _count_outcomes(today)
    still_open = outcomes.pop(None, 0)
    return DayView(
        at=now,
        today=measure_window(today),
        rolling=measure_window(rolling),
        languages=tuple(
            _measure_language(today, rolling, language) for language in ("bo", "zh", None)
        ),
        forwarded=ForwardedRow(
            measure_window(today, lambda kind: kind.is_forwarded),
            measure_window(rolling, lambda kind: kind.is_forwarded),
        ),
        hours=tuple(_measure_hours(day, now)),
        outcomes=tuple(
            sorted(
                ((outcome, count) for outcome, count in outcomes.items() if outcome),
                key=lambda pair: -pair[1],
            )
        ),
        still_open=still_open,
        satisfaction=measure_satisfaction(day.list_talks(now.timestamp())),
    )


def _measure_language(today: Kinds, rolling: Kinds, language: str | None) -> LanguageRow:
    def speaks(kind: Kind) -> bool:
        return kind.language == language

    return LanguageRow(language, measure_window(today, speaks), measure_window(rolling, speaks))


def measure_window(kinds: Kinds, is_meant: Callable[[Kind], bool] = lambda _: True) -> WindowView:
    """The figures over the contacts of one window, or over those that are meant."""
    tally = _count_verdicts(kinds, is_meant)
    headline = measure_tally(HEADLINE, tally)
    return WindowView(
        arrived=sum(tally.values()),
        asked=int(headline.denominator),
        answered=count_answered(tally),
        headline=headline,
        others=tuple(measure_tally(definition, tally) for definition in OTHERS),
    )


def _count_verdicts(kinds: Kinds, is_meant: Callable[[Kind], bool] = lambda _: True) -> Tally:
    tally: Counter[int] = Counter()
    for kind, count in kinds.items():
        if is_meant(kind):
            tally[kind.verdict] += count
    return tally


def _count_outcomes(kinds: Kinds) -> Counter[Outcome | None]:
    outcomes: Counter[Outcome | None] = Counter()
    for kind, count in kinds.items():
        outcomes[kind.outcome] += count
    return outcomes


def _measure_hours(day: Day, now: datetime) -> list[HourBar]:
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    bars = []
    for back in range(HOURS_SHOWN - 1, -1, -1):
        begun_at = this_hour - timedelta(hours=back)
        start_at = begun_at.timestamp()
        tally = _count_verdicts(day.asked.count(start_at, start_at + 3600))
        figure = measure_tally(HEADLINE, tally)
        answered = count_answered(tally)
        bars.append(HourBar(begun_at, int(figure.denominator), answered, figure.value))
    return bars
