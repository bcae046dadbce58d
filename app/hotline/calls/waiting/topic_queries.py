"""What became of the optional second key: asked, pressed, and how often it was right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.calls.facts import TOPIC_ASKED
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Hotline
from app.hotline.tickets.models import Ticket
from app.kit.storage.event_log import Event
from routing.measures import Figure


@dataclass(frozen=True, slots=True)
class KeyedTopics:
    """Of `asked` callers `pressed` named a topic; of their `compared` closed tickets `right`
    have that topic."""

    asked: int
    pressed: int
    compared: int
    right: int

    @property
    def pressed_share(self) -> Figure:
        """Those who pressed ÷ those who were asked, in percent; empty when nobody was (B82)."""
        return _share("topic_key_pressed", self.pressed, self.asked)

    @property
    def right_share(self) -> Figure:
        """Keys that named the closed ticket's topic ÷ keys on closed tickets, in percent."""
        return _share("topic_key_right", self.right, self.compared)


def count_keyed_topics(session: Session, since_at: datetime | None = None) -> KeyedTopics:
    """Over the callers who were asked at or after `since_at`, or ever; each caller once."""
    asked = select(Event.contact_id).where(Event.kind == TOPIC_ASKED.name)
    if since_at is not None:
        asked = asked.where(Event.at >= since_at)
    contacts = session.execute(
        select(Contact.topic_by_key, Ticket.state, Ticket.topic)
        .join(Ticket, Ticket.contact_id == Contact.id)
        .where(Contact.id.in_(asked))
    ).all()
    pressed = [row for row in contacts if row.topic_by_key is not None]
    closed = [row for row in pressed if row.state == "closed"]
    right = sum(row.topic_by_key == row.topic for row in closed)
    return KeyedTopics(len(contacts), len(pressed), len(closed), right)


def asks_topic(session: Session) -> bool:
    """Whether the line asks callers what about, by a second key."""
    return bool(session.scalar(select(Hotline.topic_keys)))


def _share(name: str, counted: int, whole: int) -> Figure:
    return Figure(name, 1, 100.0 * counted / whole if whole else None, counted, whole)
