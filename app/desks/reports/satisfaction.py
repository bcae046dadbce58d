"""Computes satisfaction from talks.

Pure.  A person whom we called back has talked with us as well and is counted here, although
their contact is in no connection rate.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.desks.reports.views import SatisfactionRow
from routing.satisfaction import TalkFacts, mean_satisfaction, response_share, satisfied_share


def measure_satisfaction(talks: Sequence[TalkFacts]) -> tuple[SatisfactionRow, ...]:
    """A row for everybody (`language` "all"), then one for each language that was spoken."""
    rows = [_measure("all", talks)]
    for language in ("bo", "zh", None):
        spoken = [talk for talk in talks if talk.language == language]
        if spoken:
            rows.append(_measure(language, spoken))
    return tuple(rows)


def _measure(language: str | None, talks: Sequence[TalkFacts]) -> SatisfactionRow:
    return SatisfactionRow(
        language, mean_satisfaction(talks), satisfied_share(talks), response_share(talks)
    )
