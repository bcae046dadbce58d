"""Every SELECT of the bridge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.doors.bridge12345.models import Referral, ReferralStep
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.locking import lock_found


def find_by_order(session: Session, order_number: str) -> Referral | None:
    """The referral of a matter that 12345 knows by this number, locked."""
    return session.scalar(_lock(select(Referral).where(Referral.order_number == order_number)))


def list_expecting(session: Session, caller_id: int) -> Sequence[Referral]:
    """Open referrals of a person that nobody serves: no call came, or the call was missed.

    Locked, so that two facts at once do not number their steps alike.
    """
    was_missed = and_(Contact.state == ContactStage.ENDED, Contact.answered_at.is_(None))
    found = (
        select(Referral)
        .outerjoin(Contact, Contact.id == Referral.contact_id)
        .where(
            Referral.caller_id == caller_id,
            Referral.closed_at.is_(None),
            or_(Referral.contact_id.is_(None), was_missed),
        )
        .order_by(Referral.id)
    )
    return session.scalars(_lock(found)).all()


def list_served(
    session: Session, contact_id: int | None, *, locked: bool = False
) -> Sequence[Referral]:
    """The referrals that a contact serves; `locked` for whoever adds to their steps."""
    found = select(Referral).where(Referral.contact_id == contact_id).order_by(Referral.id)
    return session.scalars(_lock(found) if locked else found).all()


def find_recent_call(session: Session, caller_id: int, since: datetime) -> Contact | None:
    """The newest call of a person that came in by itself since an instant."""
    return session.scalar(
        select(Contact)
        .where(
            Contact.caller_id == caller_id,
            Contact.direction == "inbound",
            Contact.arrived_at >= since,
        )
        .order_by(Contact.id.desc())
        .limit(1)
    )


def find_ticket_of(session: Session, contact_id: int) -> Ticket | None:
    """The ticket of a contact."""
    return session.scalar(select(Ticket).where(Ticket.contact_id == contact_id))


def find_of_contact(
    session: Session, contact_id: int, referral_id: int, *, locked: bool = False
) -> Referral:
    """One of the referrals that a contact serves, `locked` for whoever writes into it; raises
    NotFound for any other."""
    own = Referral.id == referral_id, Referral.contact_id == contact_id
    found = select(Referral).where(*own)
    referral = session.scalar(_lock(found) if locked else found)
    if referral is None:
        raise NotFound(what="referral", referral_id=referral_id)
    return referral


def list_changed(
    session: Session, since: datetime, after_id: int, limit: int
) -> Sequence[Referral]:
    """Referrals that changed since an instant, after one already listed, in the order of ids."""
    changed = select(Referral).where(Referral.changed_at >= since, Referral.id > after_id)
    return session.scalars(changed.order_by(Referral.id).limit(limit)).all()


def list_untaken(session: Session, referral_id: int) -> Sequence[ReferralStep]:
    """Steps that 12345 has not taken yet, in order."""
    return session.scalars(
        select(ReferralStep)
        .where(ReferralStep.referral_id == referral_id, ReferralStep.taken_at.is_(None))
        .order_by(ReferralStep.sequence)
    ).all()


def list_behind(session: Session) -> Sequence[int]:
    """Referrals with a step that 12345 has not taken."""
    untaken = select(ReferralStep.referral_id).where(ReferralStep.taken_at.is_(None))
    return session.scalars(untaken.distinct().order_by(ReferralStep.referral_id)).all()


def count_open(session: Session) -> int:
    """Referrals that are not closed."""
    return len(session.scalars(select(Referral.id).where(Referral.closed_at.is_(None))).all())


def _lock(found: Select[Referral]) -> Select[Referral]:
    return lock_found(found, of=Referral)
