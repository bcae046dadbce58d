"""Every SELECT over contacts that more than one channel needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import IS_LIVE, Caller, Conflict, Contact, ContactStage
from app.kit.storage.vault import Unreadable, Vault


def read_sealed(vault: Vault, sealed: bytes | None, caller: Caller) -> str:
    """Words sealed with the caller's key; "" when there are none or the person was erased."""
    if sealed is None or caller.person_key is None:
        return ""
    try:
        return vault.open(sealed, caller.person_key)
    except Unreadable:
        return ""


def count_waiting(session: Session) -> int:
    """How many people wait on the line or in a chat now."""
    waiting = select(func.count()).select_from(Contact)
    live = waiting.where(
        IS_LIVE,
        Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
        Contact.booked_at.is_(None),
    )
    return session.scalar(live) or 0


_LAST_BEFORE = (
    select(Contact)
    .where(
        Contact.caller_id == bindparam("caller_id"),
        Contact.id < bindparam("contact_id"),
        Contact.channel == bindparam("channel"),
        Contact.asked_at >= bindparam("since"),
    )
    .order_by(Contact.id.desc())
    .limit(1)
    .execution_options(autoflush=False)
)
_NEWEST = select(Contact).where(Contact.caller_id == bindparam("caller_id"))
_LAST = _NEWEST.order_by(Contact.id.desc()).limit(1)
_BARRED = (
    select(Conflict.agent_id)
    .where(Conflict.caller_id == bindparam("caller_id"))
    .order_by(Conflict.agent_id)
)
"""What every call asks is put together once."""


def find_last_contact(session: Session, caller_id: int) -> Contact | None:
    """The person's newest contact."""
    return session.scalars(_LAST, {"caller_id": caller_id}).first()


def find_unanswered_before(session: Session, contact: Contact, since: datetime) -> Contact | None:
    """The person's last attempt on this channel since then, if it waited in vain (B05)."""
    earlier = {
        "caller_id": contact.caller_id,
        "contact_id": contact.id,
        "channel": contact.channel,
        "since": since,
    }
    last = session.scalars(_LAST_BEFORE, earlier).first()
    return last if last is not None and last.answered_at is None else None


def list_barred(session: Session, caller_id: int) -> tuple[int, ...]:
    """Agents who must never serve this person: they act for the other party."""
    return tuple(session.scalars(_BARRED, {"caller_id": caller_id}))
