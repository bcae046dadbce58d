"""Use case of the line's settings for what follows a talk: read them, change them as a whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.console.facts import AFTER_TALK_CHANGED
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.router import RoutingWork
from app.hotline.ratings.queries import Asking, find_asking
from app.hotline.recordings.queries import (
    RecordingRules,
    check_recording_rules,
    find_recording_rules,
)
from app.kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class AfterTalkForm:
    """The settings as a supervisor sees and sends them; durations in days."""

    rating: str
    records_talks: bool
    kept_days: int
    kept_longer_days: int


def read_after_talk(session: Session) -> AfterTalkForm:
    """How the line is set now."""
    stored = session.scalars(select(Hotline.after_talk)).one()
    return AfterTalkForm(find_asking(stored), **asdict(find_recording_rules(stored)))


def change_after_talk(work: RoutingWork, account_id: int, form: AfterTalkForm) -> None:
    """Keep the settings and who changed them; raises BadInput with the place, changing nothing."""
    if form.rating not in set(Asking):
        raise BadInput(place="rating", reason="bad_input")
    check_recording_rules(RecordingRules(form.records_talks, form.kept_days, form.kept_longer_days))
    work.hotline.after_talk = asdict(form)
    work.uow.record(AFTER_TALK_CHANGED, account_id=account_id, **asdict(form))
