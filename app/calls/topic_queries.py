"""How often the topic that callers keyed was the one on the closed ticket."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contacts.models import Contact
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class KeyedTopics:
    """`right` of `compared` closed tickets; `share` is None when there is nothing to compare."""

    right: int
    compared: int

    @property
    def share(self) -> float | None:
        """0 to 1."""
        return self.right / self.compared if self.compared else None


def count_keyed_topics(session: Session) -> KeyedTopics:
    """Over all closed tickets of callers who pressed a key for the topic."""
    pairs = session.execute(
        select(Contact.topic_by_key, Ticket.topic)
        .join(Ticket, Ticket.contact_id == Contact.id)
        .where(Contact.topic_by_key.is_not(None), Ticket.state == "closed")
    ).all()
    return KeyedTopics(sum(keyed == found for keyed, found in pairs), len(pairs))
