"""A referral as 12345 and as our agents see it: plain values, read from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.doors.bridge12345.models import Referral, ReferralStep
from app.doors.bridge12345.queries import find_ticket_of, list_served
from app.doors.bridge12345.schema import ANSWER_SCHEMA, Announcement
from app.hotline.callbacks.queries import find_newest
from app.hotline.contacts.models import Caller, Contact
from app.kit.storage.vault import Unreadable, Vault


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """What the agent sees; `told` is None once the person has been erased."""

    referral_id: int
    our_number: str
    order_number: str
    state: str
    appeal_type: str
    urgency: str
    wanted_by_at: datetime | None
    told: Announcement | None
    told_anew_at: datetime | None
    result: str
    result_version: int
    is_closed: bool
    is_taken: bool


def outline(referral: Referral) -> dict[str, Any]:
    """How a referral stands, in codes and instants only."""
    return {
        "schema": ANSWER_SCHEMA,
        "order_number": referral.order_number,
        "our_number": referral.our_number,
        "state": referral.state,
        "received_at": _write(referral.received_at),
        "awaited_until_at": _write(referral.awaited_until_at),
        "matched_at": _write(referral.matched_at),
        "closed_at": _write(referral.closed_at),
        "changed_at": _write(referral.changed_at),
    }


def describe(session: Session, vault: Vault, referral: Referral) -> dict[str, Any]:
    """The outline with what became of the contact and, once closed, the result."""
    contact = session.get(Contact, referral.contact_id) if referral.contact_id else None
    ticket = find_ticket_of(session, contact.id) if contact else None
    told = outline(referral)
    told["contact"] = contact and {
        "channel": contact.channel,
        "arrived_at": _write(contact.arrived_at),
        "answered_at": _write(contact.answered_at),
        "ended_at": _write(contact.ended_at),
        "outcome": contact.outcome,
        "language": contact.language,
    }
    promise = find_newest(session, contact.id) if contact else None
    told["callback_due_at"] = _write(promise.due_at) if promise else None
    told["callback_result"] = promise.result if promise else None
    is_closed = ticket is not None and referral.closed_at is not None
    told["result"] = None
    if is_closed and ticket is not None:
        text = open_sealed(vault, referral.result_sealed, referral.caller)
        told["result"] = {"topic": ticket.topic, "text": text}
    return told


def describe_step(step: ReferralStep) -> dict[str, Any]:
    """A step with what became of telling it."""
    return {
        "sequence": step.sequence,
        "code": step.code,
        "at": _write(step.at),
        "attempts": step.attempts,
        "taken_at": _write(step.taken_at),
    }


def list_cards(session: Session, vault: Vault, contact_id: int) -> list[ReferralCard]:
    """What 12345 knows of the matters that a contact serves."""
    return [_make_card(vault, referral) for referral in list_served(session, contact_id)]


def open_sealed(vault: Vault, sealed: bytes | None, caller: Caller) -> str:
    """The clear text, "" when there is none or the person was erased."""
    if not sealed or caller.person_key is None:
        return ""
    try:
        return vault.open(sealed, caller.person_key)
    except Unreadable:
        return ""


def _make_card(vault: Vault, referral: Referral) -> ReferralCard:
    content = open_sealed(vault, referral.content_sealed, referral.caller)
    return ReferralCard(
        referral_id=referral.id,
        our_number=referral.our_number,
        order_number=referral.order_number,
        state=referral.state,
        appeal_type=referral.appeal_type,
        urgency=referral.urgency,
        wanted_by_at=referral.wanted_by_at,
        told=Announcement.model_validate_json(content) if content else None,
        told_anew_at=referral.described_at,
        result=open_sealed(vault, referral.result_sealed, referral.caller),
        result_version=referral.result_version,
        is_closed=referral.closed_at is not None,
        is_taken=bool(referral.steps) and all(step.taken_at for step in referral.steps),
    )


def _write(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
