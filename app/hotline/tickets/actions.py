"""Use cases of tickets: opening, noting, closing."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select

from app.hotline.tickets.facts import (
    TICKET_CLOSED,
    TICKET_OPENED,
    TRANSFER_SETTLED,
)
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import UnitOfWork

TRANSFER_PENDING = "pending"
_TICKET = select(Ticket).where(Ticket.contact_id == bindparam("contact_id"))
_LOCKED = lock_found(_TICKET)
_TRANSFER_PENDING = select(Ticket.id).where(
    Ticket.contact_id == bindparam("contact_id"), Ticket.transfer_result == TRANSFER_PENDING
)


def open_ticket(uow: UnitOfWork, contact_id: int) -> Ticket:
    """The contact's one ticket."""
    ticket = Ticket(contact_id=contact_id, state="open", opened_at=uow.now)
    uow.session.add(ticket)
    uow.record(TICKET_OPENED, contact_id=contact_id)
    return ticket


def find_ticket(uow: UnitOfWork, contact_id: int) -> Ticket:
    """The ticket of a contact, to look at; raises NotFound."""
    return _find(uow, _TICKET, contact_id)


def lock_ticket(uow: UnitOfWork, contact_id: int) -> Ticket:
    """The ticket of a contact for who changes it: people write into it without the hotline's
    lock.  Raises NotFound."""
    return _find(uow, _LOCKED, contact_id)


def _find(uow: UnitOfWork, tickets: Select[Ticket], contact_id: int) -> Ticket:
    ticket = uow.session.scalar(tickets, {"contact_id": contact_id})
    if ticket is None:
        raise NotFound(what="ticket", contact_id=contact_id)
    return ticket


def note_consulted(uow: UnitOfWork, contact_id: int, seat: str) -> None:
    """Somebody of that kind of seat gave advice; that is no handing over."""
    ticket = lock_ticket(uow, contact_id)
    ticket.consulted = [*ticket.consulted, seat]


def note_handed_over(uow: UnitOfWork, contact_id: int, to: str, result: str) -> None:
    """The matter went to a kind of seat or an outside line; `result` settles later if pending."""
    ticket = lock_ticket(uow, contact_id)
    ticket.handed_over_to, ticket.transfer_result = to, result


def settle_transfer(uow: UnitOfWork, contact_id: int, result: str) -> None:
    """What became of a blind transfer: its first ring tells (B51)."""
    if uow.session.scalar(_TRANSFER_PENDING, {"contact_id": contact_id}) is not None:
        lock_ticket(uow, contact_id).transfer_result = result
        uow.record(TRANSFER_SETTLED, contact_id=contact_id, result=result)


def close_ticket(uow: UnitOfWork, contact_id: int, agent_id: int | None, topic: str | None) -> None:
    """Close the ticket; closing it again changes nothing."""
    ticket = lock_ticket(uow, contact_id)
    if ticket.state == "closed":
        return
    ticket.state = "closed"
    ticket.closed_at = uow.now
    ticket.closed_by = agent_id
    ticket.topic = topic or ticket.topic
    uow.record(TICKET_CLOSED, contact_id=contact_id, agent_id=agent_id, topic=ticket.topic)
