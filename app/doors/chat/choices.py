"""Questions to choose from: what a caller was offered where an answer only may fit, and what they
chose. Facts of the event log: ids alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.answers.facts import CHOICE_MADE, CHOICE_OFFERED
from app.hotline.answers.usefulness import NONE
from app.kit.storage.event_log import Event


@dataclass(frozen=True, slots=True)
class Offered:
    """The articles that were offered, in which language, and what became of it; `chosen` is an
    article, NONE, or empty while the caller has not chosen."""

    article_ids: tuple[str, ...]
    language: str
    message_id: int
    made: str = ""

    @property
    def is_made(self) -> bool:
        """Whether the caller has said which, or that none."""
        return bool(self.made)

    @property
    def chosen(self) -> str:
        """The article that was chosen, empty for none."""
        return "" if self.made == NONE else self.made


def find_offered(session: Session, contact_id: int) -> Offered | None:
    """What was offered in a conversation; None where nothing was."""
    rows = session.execute(
        select(Event.kind, Event.data)
        .where(
            Event.contact_id == contact_id, Event.kind.in_((CHOICE_OFFERED.name, CHOICE_MADE.name))
        )
        .order_by(Event.id)
    ).all()
    facts = {row.kind: row.data for row in reversed(rows)}
    data, choice = facts.get(CHOICE_OFFERED.name), facts.get(CHOICE_MADE.name)
    if data is None:
        return None
    made = "" if choice is None else str(choice["article_id"])
    return Offered(tuple(data["article_ids"]), data["language"], int(data["message_id"]), made)
