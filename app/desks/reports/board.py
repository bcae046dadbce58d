"""Computes the wallboard from facts: windows, languages, hours. Pure.

Every figure comes from the definitions in `routing.measures`; nothing is counted here that a
report would count otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.desks.reports.satisfaction import measure_satisfaction
from app.desks.reports.views import (
    AgentTile,
    BoardView,
    ForwardedRow,
    HourBar,
    LanguageRow,
    WaitingLine,
    WindowView,
)
from app.kit.i18n.formats import LINE_TIME
from routing.facts import (
    DAY_S,
    ContactFacts,
    answered_live,
    only_forwarded,
    only_language,
    within_window,
)
from routing.measures import (
    ANY_SEAT_LIVE,
    FIRST_REPLY_180,
    RIGHT_SEAT_LIVE,
    RIGHT_SEAT_WITH_CALLBACK,
    SERVICE_LEVEL_15,
    count_outcomes,
)
from routing.satisfaction import TalkFacts

HEADLINE = RIGHT_SEAT_LIVE
OTHERS = (ANY_SEAT_LIVE, RIGHT_SEAT_WITH_CALLBACK, SERVICE_LEVEL_15, FIRST_REPLY_180)
HOURS_SHOWN = 24


def compute_board(
    facts: Sequence[ContactFacts],
    waiting: Sequence[WaitingLine],
    agents: Sequence[AgentTile],
    now: datetime,
    callbacks: tuple[int, int] = (0, 0),
    talks: Sequence[TalkFacts] = (),
) -> BoardView:
    """The board at `now`; `callbacks` are those owed and the overdue among them."""
    midnight = now.astimezone(LINE_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    today = [fact for fact in facts if fact.arrived_at >= midnight.timestamp()]
    rolling = within_window(facts, now.timestamp(), DAY_S)
    outcomes = count_outcomes(today)
    still_open = outcomes.pop(None, 0)
    return BoardView(
        at=now,
        today=measure_window(today),
        rolling=measure_window(rolling),
        languages=tuple(
            LanguageRow(
                language,
                measure_window(_of_language(today, language)),
                measure_window(_of_language(rolling, language)),
            )
            for language in ("bo", "zh", None)
        ),
        forwarded=ForwardedRow(
            measure_window(only_forwarded(today)), measure_window(only_forwarded(rolling))
        ),
        hours=tuple(_measure_hours(rolling, now)),
        outcomes=tuple(
            sorted(
                ((outcome, count) for outcome, count in outcomes.items() if outcome),
                key=lambda pair: -pair[1],
            )
        ),
        still_open=still_open,
        waiting=tuple(waiting),
        agents=tuple(agents),
        satisfaction=measure_satisfaction(
            [talk for talk in talks if talk.answered_at > now.timestamp() - DAY_S]
        ),
        callbacks_owed=callbacks[0],
        callbacks_late=callbacks[1],
    )


def measure_window(facts: Sequence[ContactFacts]) -> WindowView:
    """The figures over the facts of one window."""
    headline = HEADLINE.measure(facts)
    return WindowView(
        arrived=len(facts),
        asked=int(headline.denominator),
        answered=sum(answered_live(fact) for fact in facts),
        headline=headline,
        others=tuple(definition.measure(facts) for definition in OTHERS),
    )


def _of_language(facts: Sequence[ContactFacts], language: str | None) -> list[ContactFacts]:
    if language is None:
        return [fact for fact in facts if fact.language is None]
    return only_language(facts, language)


def _measure_hours(facts: Sequence[ContactFacts], now: datetime) -> list[HourBar]:
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    bars = []
    for back in range(HOURS_SHOWN - 1, -1, -1):
        begun_at = this_hour - timedelta(hours=back)
        start = begun_at.timestamp()
        inside = [f for f in facts if f.asked_at and start <= f.asked_at < start + 3600]
        figure = HEADLINE.measure(inside)
        answered = sum(answered_live(fact) for fact in inside)
        bars.append(HourBar(begun_at, int(figure.denominator), answered, figure.value))
    return bars
