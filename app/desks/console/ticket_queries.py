"""What stands in a ticket now, for the page that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.console.queries import find_own_contact
from app.hotline.accounts.queries import list_names
from app.hotline.contacts.queries import read_sealed
from app.hotline.tickets.models import Ticket
from app.kit.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class TypedTicket:
    """The fields as kept, how often they were changed, and by whom last."""

    version: int
    notes: str
    topic: str
    language: str
    written_by: str
    is_own: bool
    written_at: datetime | None


def read_typed(
    session: Session, vault: Vault, agent_id: int, account_id: int, contact_id: int
) -> TypedTicket:
    """The ticket of a contact of the agent's; raises NotFound."""
    contact = find_own_contact(session, agent_id, contact_id)
    ticket = session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).one()
    return TypedTicket(
        ticket.version,
        read_sealed(vault, ticket.notes_sealed, contact.caller),
        ticket.topic or contact.topic or "",
        contact.language or "",
        list_names(session, vault, [ticket.written_by]).get(ticket.written_by, ""),
        ticket.written_by == account_id,
        ticket.written_at,
    )
