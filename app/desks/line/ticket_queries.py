"""What the supervisors' page of one ticket asks; the person's number leaves here masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.line.offer_queries import name_agents
from app.hotline.callbacks.queries import Promise, list_promises
from app.hotline.contacts.models import Contact
from app.hotline.contacts.queries import read_sealed
from app.hotline.ratings.queries import find_score
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with what became of its contact."""

    ticket_id: int
    contact_id: int
    channel: str
    language: str | None
    seat: str
    topic: str | None
    state: str
    outcome: str | None
    arrived_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    masked_number: str
    county: str
    agent_name: str
    consulted: tuple[str, ...]
    handed_over_to: str | None
    promises: tuple[Promise, ...]
    score: int | None
    notes: str


def read_ticket(session: Session, vault: Vault, contact_id: int) -> TicketView:
    """The one ticket of a contact; raises NotFound.  Whoever asks is logged by the page."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound(what="ticket", contact_id=contact_id)
    ticket = session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).one()
    caller = contact.caller
    return TicketView(
        ticket_id=ticket.id,
        contact_id=contact.id,
        channel=contact.channel,
        language=contact.language,
        seat=contact.seat,
        topic=ticket.topic or contact.topic,
        state=contact.state,
        outcome=contact.outcome,
        arrived_at=contact.arrived_at,
        answered_at=contact.answered_at,
        closed_at=ticket.closed_at,
        masked_number=mask_number(read_sealed(vault, caller.number_sealed, caller)),
        county=caller.county or "",
        agent_name=name_agents(session, vault).get(contact.agent_id or 0, ""),
        consulted=tuple(ticket.consulted),
        handed_over_to=ticket.handed_over_to,
        promises=tuple(list_promises(session, contact_id)),
        score=find_score(session, contact_id),
        notes=read_sealed(vault, ticket.notes_sealed, caller),
    )
