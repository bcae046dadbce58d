"""Looks whether who took part is told of every contact that was answered, and of nobody after its
end (law 1).  Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.reports.verify_breaches import Breach
from app.hotline.contacts.models import (
    SERVING_ROLES,
    Contact,
    ContactStage,
    Participant,
    ParticipantRole,
)
from app.hotline.dispatch.kept_queries import read_kept

CALLER = 0
"""In place of an agent's id."""
_MAY_TAKE_PART = {ContactStage.WAITING, ContactStage.OFFERED, ContactStage.CONNECTED}


def compare_participants(session: Session) -> Iterator[Breach]:
    """Whoever is connected takes part, as routing has it; after the end nobody does."""
    present = _list_present(session)
    told = set(session.scalars(select(Participant.contact_id).distinct()))
    answered = select(Contact).where(Contact.answered_at.is_not(None)).order_by(Contact.id)
    for contact in session.scalars(answered.execution_options(yield_per=500)):
        there = present.pop(contact.id, set())
        if contact.id not in told:
            yield Breach(1, "nobody_took_part", "contact", contact.id)
        elif there != (meant := _name_meant(contact)):
            detail = f"rows {sorted(there)}, routing {sorted(meant)}"
            yield Breach(1, "takes_part_otherwise", "contact", contact.id, detail)
    for contact_id in sorted(present):
        yield Breach(1, "takes_part_unanswered", "contact", contact_id)


def _list_present(session: Session) -> dict[int, set[int]]:
    present: dict[int, set[int]] = {}
    open_rows = select(Participant).where(Participant.until_at.is_(None))
    for row in session.scalars(open_rows):
        there = present.setdefault(row.contact_id, set())
        if row.role in (*SERVING_ROLES, ParticipantRole.CALLER):
            there.add(row.agent_id or CALLER)
    return present


def _name_meant(contact: Contact) -> set[int]:
    """Who takes part now; a caller who is passed on waits for the next, and is there still."""
    if contact.state not in _MAY_TAKE_PART:
        return set()
    is_talk = contact.state == ContactStage.CONNECTED
    return {CALLER, *(read_kept(contact).present if is_talk else ())}
