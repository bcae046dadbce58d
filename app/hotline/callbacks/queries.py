"""Every SELECT of the call-back list. Numbers are masked until somebody asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.queries import read_sealed
from app.hotline.ratings.queries import find_score
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class OwedCallback:
    """A call-back that nobody has finished; `is_automatic` when the line rings by itself."""

    contact_id: int
    ticket_id: int
    arrived_at: datetime
    due_at: datetime | None
    language: str | None
    channel: str
    outcome: str | None
    reason: str
    masked_number: str
    may_call: bool
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class CallbackCard:
    """What somebody needs who calls back by hand: the whole number, shown once it is asked for."""

    owed: OwedCallback
    number: str
    notes: str
    score: int | None = None
    version: int = 0
    """The ticket's; what is noted from this card is based on it."""


def list_owed(session: Session, vault: Vault) -> list[OwedCallback]:
    """Everybody who must be called back: who is in danger, then the longest due."""
    rows = session.execute(
        select(Ticket, Contact)
        .join(Contact, Contact.id == Ticket.contact_id)
        .where(Ticket.callback_reason.is_not(None), Ticket.callback_result.is_(None))
        .order_by(
            ~Contact.danger, Ticket.callback_due_at.is_(None), Ticket.callback_due_at, Ticket.id
        )
        .limit(LONGEST_LIST)
    )
    return [_describe(vault, ticket, contact) for ticket, contact in rows]


def find_owed(session: Session, contact_id: int) -> tuple[Ticket, Contact]:
    """The ticket and contact of a call-back that is still owed; raises NotFound."""
    row = session.execute(
        select(Ticket, Contact)
        .join(Contact, Contact.id == Ticket.contact_id)
        .where(
            Contact.id == contact_id,
            Ticket.callback_reason.is_not(None),
            Ticket.callback_result.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(what="callback", contact_id=contact_id)
    ticket, contact = row
    return ticket, contact


def list_ringing_by_itself(session: Session, contact_id: int) -> list[Contact]:
    """Contacts in which the line is to ring this person: their own, or one made for it."""
    waiting = select(Contact).where(
        (Contact.id == contact_id) | (Contact.callback_of_id == contact_id),
        Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
        Contact.booked_at.is_not(None),
    )
    return [each for each in session.scalars(waiting) if each.is_owed_callback]


def count_overdue(session: Session, now: datetime) -> int:
    """How many promises of a call-back are past and not kept."""
    late = select(func.count()).select_from(Ticket)
    return (
        session.scalar(
            late.where(
                Ticket.callback_reason.is_not(None),
                Ticket.callback_result.is_(None),
                Ticket.callback_due_at < now,
            )
        )
        or 0
    )


def is_owed(session: Session, contact_id: int) -> bool:
    """Whether somebody must still call this person."""
    owed = select(Ticket.id).where(
        Ticket.contact_id == contact_id,
        Ticket.callback_reason.is_not(None),
        Ticket.callback_result.is_(None),
    )
    return session.scalar(owed) is not None


def read_card(session: Session, vault: Vault, contact_id: int) -> CallbackCard:
    """The card with the whole number; whoever asks for it is logged by the action."""
    ticket, contact = find_owed(session, contact_id)
    return CallbackCard(
        _describe(vault, ticket, contact),
        read_sealed(vault, contact.caller.number_sealed, contact.caller),
        read_sealed(vault, ticket.notes_sealed, contact.caller),
        find_score(session, contact_id),
        ticket.version,
    )


def _describe(vault: Vault, ticket: Ticket, contact: Contact) -> OwedCallback:
    return OwedCallback(
        contact_id=contact.id,
        ticket_id=ticket.id,
        arrived_at=contact.arrived_at,
        due_at=ticket.callback_due_at,
        language=contact.language or contact.caller.last_language,
        channel=contact.channel,
        outcome=contact.outcome,
        reason=ticket.callback_reason or "",
        masked_number=mask_number(read_sealed(vault, contact.caller.number_sealed, contact.caller)),
        may_call=contact.may_call and not contact.danger,
        is_danger=contact.danger,
    )
