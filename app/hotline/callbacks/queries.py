"""Every SELECT of call-backs. Numbers are masked until somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.hotline.callbacks.lifecycle import OPEN
from app.hotline.callbacks.models import IS_OPEN, Callback
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.queries import read_sealed
from app.hotline.ratings.queries import find_score
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.locking import lock_found
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number

LONGEST_LIST = 200
_OF_CONTACT = select(Callback).where(Callback.contact_id == bindparam("contact_id"))
_IN_ORDER = _OF_CONTACT.order_by(Callback.id).execution_options(populate_existing=True)
_RUNG_IN = select(Callback).where(IS_OPEN, Callback.rung_in_id == bindparam("contact_id"))
_RUNG_IN_LOCKED = lock_found(_RUNG_IN)
_AWAITED = select(Contact).where(
    Contact.caller_id == bindparam("caller_id"),
    Contact.id != bindparam("contact_id"),
    Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
    Contact.booked_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class OwedCallback:
    """A call-back that nobody has finished; `is_rung` while the line rings by itself."""

    callback_id: int
    contact_id: int
    ticket_id: int
    arrived_at: datetime
    due_at: datetime | None
    language: str | None
    channel: str
    outcome: str | None
    reason: str
    topic: str
    masked_number: str
    may_call: bool
    is_danger: bool = False
    is_rung: bool = False


@dataclass(frozen=True, slots=True)
class CallbackCard:
    """What somebody needs who calls back by hand: the whole number, shown once it is asked for."""

    owed: OwedCallback
    number: str
    notes: str
    score: int | None = None
    version: int = 0
    """The ticket's; what is noted from this card is based on it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A call-back as others see it: why, by when, how it stands; `result` once it has ended."""

    callback_id: int
    contact_id: int
    reason: str
    topic: str
    state: str
    due_at: datetime | None
    result: str | None


def list_of(session: Session, contact_id: int) -> list[Callback]:
    """Every call-back of a contact as it stands in the database now, oldest first."""
    return list(session.scalars(_IN_ORDER, {"contact_id": contact_id}))


def list_promises(session: Session, contact_id: int) -> list[Promise]:
    """Every call-back of a contact, oldest first."""
    rows = session.scalars(_OF_CONTACT.order_by(Callback.id), {"contact_id": contact_id})
    return [_tell(row) for row in rows]


def list_agreed(session: Session, contact_id: int) -> tuple[Promise, ...]:
    """What was agreed with the person and is still to come, the soonest first."""
    agreed = _OF_CONTACT.where(IS_OPEN, Callback.reason == "appointment")
    rows = session.scalars(agreed.order_by(Callback.due_at), {"contact_id": contact_id})
    return tuple(_tell(row) for row in rows)


def find_newest(session: Session, contact_id: int) -> Promise | None:
    """The call-back that was promised last; None where none was."""
    newest = _OF_CONTACT.order_by(Callback.id.desc()).limit(1)
    row = session.scalar(newest, {"contact_id": contact_id})
    return None if row is None else _tell(row)


def find_rung_in(session: Session, contact_id: int, *, locked: bool = False) -> Callback | None:
    """The open call-back for which the line rings somebody in this contact."""
    return session.scalar(_RUNG_IN_LOCKED if locked else _RUNG_IN, {"contact_id": contact_id})


def find_origin(session: Session, contact: Contact) -> int | None:
    """The contact that somebody is called back for in this one; None for who came by themself."""
    if contact.direction != "callback":
        return None
    origin = select(Callback.contact_id).where(Callback.rung_in_id == contact.id)
    return session.scalar(origin)


def list_owed(session: Session, vault: Vault) -> list[OwedCallback]:
    """Everybody who must be called back: who is in danger, then the longest due."""
    rows = session.execute(
        select(Callback, Ticket, Contact)
        .join(Contact, Contact.id == Callback.contact_id)
        .join(Ticket, Ticket.contact_id == Callback.contact_id)
        .where(IS_OPEN)
        .order_by(~Contact.danger, Callback.due_at.is_(None), Callback.due_at, Callback.id)
        .limit(LONGEST_LIST)
    )
    return [_describe(vault, *row) for row in rows]


def find_owed(session: Session, callback_id: int) -> tuple[Callback, Ticket, Contact]:
    """A call-back that is still owed, with its ticket and contact; raises NotFound."""
    row = session.execute(
        select(Callback, Ticket, Contact)
        .join(Contact, Contact.id == Callback.contact_id)
        .join(Ticket, Ticket.contact_id == Callback.contact_id)
        .where(Callback.id == callback_id, IS_OPEN)
    ).one_or_none()
    if row is None:
        raise NotFound(what="callback", callback_id=callback_id)
    promise, ticket, contact = row
    return promise, ticket, contact


def find_owed_contact(session: Session, callback_id: int) -> Contact:
    """The contact of a call-back that is still owed; raises NotFound."""
    return find_owed(session, callback_id)[2]


def list_awaited(session: Session, contact: Contact) -> list[Contact]:
    """The person's other contacts in which the line is to ring them and has not reached them."""
    of_person = {"caller_id": contact.caller_id, "contact_id": contact.id}
    return [each for each in session.scalars(_AWAITED, of_person) if each.is_owed_callback]


def has_come_again(session: Session, missed: Contact) -> bool:
    """Whether the person reached us later, or is being served or called back now."""
    later = select(Contact.id).where(
        Contact.caller_id == missed.caller_id,
        Contact.id != missed.id,
        Contact.arrived_at > missed.arrived_at,
        or_(Contact.answered_at.is_not(None), Contact.state != ContactStage.ENDED),
    )
    return session.scalar(later.limit(1)) is not None


def count_owed(session: Session) -> int:
    """How many call-backs are owed."""
    owed = select(func.count()).select_from(Callback).where(IS_OPEN)
    return session.scalar(owed) or 0


def count_overdue(session: Session, now: datetime) -> int:
    """How many promises of a call-back are past and not kept."""
    late = select(func.count()).select_from(Callback).where(IS_OPEN, Callback.due_at < now)
    return session.scalar(late) or 0


def is_owed(session: Session, contact_id: int) -> bool:
    """Whether somebody must still call this person."""
    owed = select(Callback.id).where(IS_OPEN, Callback.contact_id == contact_id)
    return session.scalar(owed.limit(1)) is not None


def find_due(session: Session, contact_id: int) -> datetime | None:
    """By when this contact is owed an answer; None when it is owed none."""
    due = select(Callback.due_at).where(IS_OPEN, Callback.contact_id == contact_id)
    return session.scalar(due.order_by(Callback.due_at).limit(1))


def owes(contact_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that a contact is owed a call-back, for a query over contacts."""
    return select(Callback.id).where(IS_OPEN, Callback.contact_id == contact_id).exists()


def read_card(session: Session, vault: Vault, callback_id: int) -> CallbackCard:
    """The card with the whole number; whoever asks for it is logged by the action."""
    promise, ticket, contact = find_owed(session, callback_id)
    return CallbackCard(
        _describe(vault, promise, ticket, contact),
        read_sealed(vault, contact.caller.number_sealed, contact.caller),
        read_sealed(vault, ticket.notes_sealed, contact.caller),
        find_score(session, contact.id),
        ticket.version,
    )


def list_faults(session: Session) -> Iterator[tuple[int, str, str]]:
    """Rows that break the law of promises, each with a code and a detail: what is open has an
    owner (the line, in a contact that lives, or people), and only what has ended has an end."""
    rung_in = select(Callback, Contact.state).outerjoin(Contact, Contact.id == Callback.rung_in_id)
    promised: dict[tuple[Any, ...], int] = {}
    for row, stage in session.execute(rung_in.order_by(Callback.id)):
        if (row.state in OPEN) != (row.ended_at is None):
            yield row.id, "end_and_state_differ", row.state
        if row.ended_at is not None:
            continue
        if row.rung_in_id is not None and stage == ContactStage.ENDED:
            yield row.id, "promise_without_owner", f"rung in contact {row.rung_in_id}, which ended"
        same = promised.setdefault((row.contact_id, row.reason, row.topic), row.id)
        if same != row.id:
            yield row.id, "promised_twice", f"as call-back {same}"


def read_ends(session: Session) -> dict[int, str | None]:
    """How each call-back ended, None while it is open; by its id."""
    rows = session.execute(select(Callback.id, Callback.state, Callback.ended_at)).all()
    return {number: state if ended_at else None for number, state, ended_at in rows}


def list_promised(session: Session) -> set[int]:
    """Contacts that were promised a call-back."""
    return set(session.scalars(select(Callback.contact_id).distinct()))


def _tell(row: Callback) -> Promise:
    result = None if row.ended_at is None else row.state
    return Promise(row.id, row.contact_id, row.reason, row.topic, row.state, row.due_at, result)


def _describe(vault: Vault, promise: Callback, ticket: Ticket, contact: Contact) -> OwedCallback:
    return OwedCallback(
        callback_id=promise.id,
        contact_id=contact.id,
        ticket_id=ticket.id,
        arrived_at=contact.arrived_at,
        due_at=promise.due_at,
        language=contact.language or contact.caller.last_language,
        channel=contact.channel,
        outcome=contact.outcome,
        reason=promise.reason,
        topic=promise.topic,
        masked_number=mask_number(read_sealed(vault, contact.caller.number_sealed, contact.caller)),
        may_call=contact.may_call and not contact.danger,
        is_danger=contact.danger,
        is_rung=promise.rung_in_id is not None,
    )
