"""Use cases of tickets: opening, noting, asking for a call-back, closing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select

from app.hotline.tickets.facts import (
    CALLBACK_ASKED,
    CALLBACK_FINISHED,
    TICKET_CLOSED,
    TICKET_OPENED,
    TRANSFER_SETTLED,
)
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import UnitOfWork

LOCAL = ZoneInfo("Asia/Shanghai")
CALL_BACK_AFTER_MIN = 10
FOLLOW_UP_WITHIN = timedelta(days=1)
TRANSFER_PENDING = "pending"
BOOKED = "booked"
"""Why somebody is called back who waited and chose it; the line rings them by itself."""
DAY_BEGINS, DAY_ENDS = time(8, 30), time(21, 0)
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


def ask_for_callback(
    uow: UnitOfWork, contact_id: int, reason: str, due_at: datetime | None = None
) -> None:
    """List the contact among those whom somebody must call back; asked twice is once."""
    ticket = lock_ticket(uow, contact_id)
    if ticket.callback_reason is None:
        ticket.callback_reason = reason
        ticket.callback_due_at = due_at
        uow.record(CALLBACK_ASKED, contact_id=contact_id, reason=reason)


def agree_on_callback(uow: UnitOfWork, contact_id: int, reason: str, due_at: datetime) -> None:
    """The person is called at a time agreed with them, in place of any that is owed already."""
    ticket = lock_ticket(uow, contact_id)
    ticket.callback_reason, ticket.callback_due_at = reason, due_at
    ticket.callback_result = ticket.callback_done_at = None
    uow.record(CALLBACK_ASKED, contact_id=contact_id, reason=reason)
    uow.topics.add("queue")


def ask_for_follow_up(uow: UnitOfWork, contact_id: int, reason: str) -> None:
    """Somebody must call this person again (回访, R17) although their contact was answered.

    One that is still owed keeps its day and takes the new reason; a finished one begins anew.
    """
    ticket = lock_ticket(uow, contact_id)
    is_owed = ticket.callback_reason is not None and ticket.callback_result is None
    if not is_owed:
        ticket.callback_due_at = uow.now + FOLLOW_UP_WITHIN
        ticket.callback_result = ticket.callback_done_at = None
    ticket.callback_reason = reason
    uow.record(CALLBACK_ASKED, contact_id=contact_id, reason=reason)
    uow.topics.add("queue")


def find_callback_due(now: datetime) -> datetime:
    """When to call somebody back whom we missed: soon, and after a night in the morning (R5)."""
    local = now.astimezone(LOCAL)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return now + timedelta(minutes=CALL_BACK_AFTER_MIN)
    morning = datetime.combine(local.date(), DAY_BEGINS, LOCAL)
    if local.time() >= DAY_ENDS:
        morning += timedelta(days=1)
    return morning.astimezone(UTC)


def finish_callback(uow: UnitOfWork, contact_id: int, result: str) -> None:
    """Note on the ticket what became of its call-back; the first result stays."""
    ticket = lock_ticket(uow, contact_id)
    if ticket.callback_reason is not None and ticket.callback_result is None:
        ticket.callback_result = result
        ticket.callback_done_at = uow.now
        uow.record(CALLBACK_FINISHED, contact_id=contact_id, result=result)


def finish_booked(uow: UnitOfWork, contact_id: int, result: str) -> None:
    """As `finish_callback`, for the one that the person chose while waiting and no other."""
    if lock_ticket(uow, contact_id).callback_reason == BOOKED:
        finish_callback(uow, contact_id, result)


def leave_to_people(uow: UnitOfWork, contact_id: int, due_at: datetime) -> None:
    """The line rang them in vain: now somebody tries, who is told a day of their own."""
    ticket = lock_ticket(uow, contact_id)
    if ticket.callback_reason == BOOKED and ticket.callback_result is None:
        agree_on_callback(uow, contact_id, "missed", due_at)
    else:
        ask_for_callback(uow, contact_id, "missed", due_at)


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
