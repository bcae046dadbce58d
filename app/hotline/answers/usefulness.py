"""What became of questions that callers were offered to choose from, counted from the event log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.answers.facts import CHOICE_MADE, CHOICE_OFFERED
from app.kit.storage.event_log import Event

NONE = "none"
"""Said instead of an article: none of these."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How often questions were offered, one of them was chosen, none was meant."""

    offered: int
    chosen: int
    none: int


def count_choices(session: Session) -> Choices:
    """Over all conversations."""
    offered = session.scalar(select(func.count()).where(Event.kind == CHOICE_OFFERED.name)) or 0
    made = [
        data["article_id"]
        for data in session.scalars(select(Event.data).where(Event.kind == CHOICE_MADE.name))
    ]
    none = made.count(NONE)
    return Choices(offered, len(made) - none, none)
