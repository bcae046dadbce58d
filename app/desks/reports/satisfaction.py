"""Folds the event log into the talks that satisfaction is computed from, and computes it.

Pure.  A person whom we called back has talked with us as well and is counted here, although
their contact is in no connection rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.desks.reports.facts import LoggedEvent
from app.desks.reports.views import SatisfactionRow
from app.hotline.contacts.facts import LANGUAGE_SET
from app.hotline.dispatch.facts import CONTACT_ANSWERED
from app.hotline.ratings.facts import CONTACT_RATED
from routing.satisfaction import TalkFacts, mean_satisfaction, response_share, satisfied_share

KINDS = (CONTACT_ANSWERED.name, CONTACT_RATED.name, LANGUAGE_SET.name)
"""The kinds of event that change a talk."""


def fold_talks(events: Iterable[LoggedEvent]) -> dict[int, TalkFacts]:
    """Each answered contact; a rating of one answered before the first event is left out."""
    talks: dict[int, TalkFacts] = {}
    for event in events:
        known = talks.get(event.contact_id)
        language = event.data.get("language")
        if event.kind == CONTACT_ANSWERED.name and known is None:
            talks[event.contact_id] = TalkFacts(event.at.timestamp(), language)
        elif event.kind == CONTACT_RATED.name and known is not None:
            score = known.score or int(event.data["score"])
            talks[event.contact_id] = replace(known, score=score)
        elif event.kind == LANGUAGE_SET.name and known is not None:
            talks[event.contact_id] = replace(known, language=language)
    return talks


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
