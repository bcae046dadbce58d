"""Every SELECT over recordings, and the line's rules for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Hotline
from app.hotline.recordings.models import Recording
from app.hotline.tickets.models import Ticket
from app.kit.errors import BadInput, NotFound

LONGEST_KEPT_DAYS = 3 * 365
"""What the notice tells every caller; nothing may be kept longer."""

_AFTER_TALK = select(Hotline.after_talk)
_KEPT_LONGER_SEATS = ("legal_aid", "complaint")
_KEPT_LONGER_TOPICS = ("14", "20")


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """Whether talks are recorded, and how many days a recording is kept.

    Defaults of STANDARDS §2: two years, three for complaints and legal aid.
    """

    records_talks: bool = False
    kept_days: int = 2 * 365
    kept_longer_days: int = LONGEST_KEPT_DAYS


def find_recording_rules(after_talk: Mapping[str, Any]) -> RecordingRules:
    """The line's rules, from its stored settings."""
    default = RecordingRules()
    return RecordingRules(
        bool(after_talk.get("records_talks", default.records_talks)),
        int(after_talk.get("kept_days", default.kept_days)),
        int(after_talk.get("kept_longer_days", default.kept_longer_days)),
    )


def check_recording_rules(rules: RecordingRules) -> RecordingRules:
    """Refuse what the notice does not cover; raises BadInput with the place."""
    for place in ("kept_days", "kept_longer_days"):
        if not 1 <= getattr(rules, place) <= LONGEST_KEPT_DAYS:
            raise BadInput(place=place, reason="kept_days_out_of_range")
    if rules.kept_longer_days < rules.kept_days:
        raise BadInput(place="kept_longer_days", reason="kept_days_out_of_range")
    return rules


def records_talks(session: Session) -> bool:
    """Whether the line records its talks now."""
    return find_recording_rules(session.scalars(_AFTER_TALK).one()).records_talks


def find_by_sid(session: Session, carrier_sid: str) -> Recording | None:
    """A recording by the carrier's own id."""
    return session.scalar(select(Recording).where(Recording.carrier_sid == carrier_sid))


def find_recording(session: Session, recording_id: int) -> Recording:
    """A recording by our own number; raises NotFound."""
    recording = session.get(Recording, recording_id)
    if recording is None:
        raise NotFound(what="recording", recording_id=recording_id)
    return recording


def list_recordings(session: Session, contact_id: int) -> Sequence[Recording]:
    """A contact's recordings, oldest first; erased ones too."""
    found = select(Recording).where(Recording.contact_id == contact_id)
    return session.scalars(found.order_by(Recording.id)).all()


def list_outdated(session: Session, rules: RecordingRules, now: datetime) -> list[int]:
    """Recordings that have been kept as long as they may be."""
    longest, usual = (now - timedelta(days=d) for d in (rules.kept_longer_days, rules.kept_days))
    is_kept_longer = or_(
        Contact.seat.in_(_KEPT_LONGER_SEATS),
        Contact.topic.in_(_KEPT_LONGER_TOPICS),
        Ticket.topic.in_(_KEPT_LONGER_TOPICS),
    )
    outdated = (
        select(Recording.id)
        .join(Contact, Contact.id == Recording.contact_id)
        .join(Ticket, Ticket.contact_id == Contact.id)
        .where(
            Recording.erased_at.is_(None),
            or_(
                Recording.made_at < longest,
                and_(Recording.made_at < usual, ~is_kept_longer),
            ),
        )
    )
    return list(session.scalars(outdated.order_by(Recording.id)))
