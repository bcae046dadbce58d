"""Every SELECT over contacts that more than one channel needs."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contacts.models import Contact, ContactStage


def count_waiting_before(session: Session, contact: Contact) -> int:
    """How many callers began to wait before this one and still wait."""
    waiting = (ContactStage.WAITING, ContactStage.OFFERED)
    return (
        session.scalar(
            select(func.count())
            .select_from(Contact)
            .where(
                Contact.state.in_(waiting),
                Contact.channel == contact.channel,
                Contact.asked_at < contact.asked_at,
            )
        )
        or 0
    )
