"""Every SELECT over alarms of danger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import Contact
from app.hotline.contacts.queries import read_sealed
from app.hotline.danger.models import DangerAlarm
from app.kit.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """What staff see first: the kinds, the words that spoke, where they stood."""

    contact_id: int
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class AlarmCount:
    """Alarms since an instant, and how many of them were taken back."""

    alarms: int
    false_alarms: int


def list_alarms(session: Session, contact_id: int) -> Sequence[DangerAlarm]:
    """Every alarm of a contact, oldest first."""
    alarms = select(DangerAlarm).where(DangerAlarm.contact_id == contact_id)
    return session.scalars(alarms.order_by(DangerAlarm.id)).all()


def list_words(vault: Vault, contact: Contact, alarm: DangerAlarm) -> tuple[str, ...]:
    """The words that spoke; none once the person has been erased."""
    return tuple(read_sealed(vault, alarm.words_sealed, contact.caller).split("\n"))


def read_alarm(session: Session, vault: Vault, contact: Contact) -> AlarmCard | None:
    """The alarms of a contact that stand, as one; None when none does."""
    if not contact.danger:
        return None
    standing = [each for each in list_alarms(session, contact.id) if each.withdrawn_at is None]
    if not standing:
        return None
    words = [word for each in standing for word in list_words(vault, contact, each) if word]
    return AlarmCard(
        contact_id=contact.id,
        kinds=tuple(dict.fromkeys(kind for each in standing for kind in each.kinds)),
        words=tuple(dict.fromkeys(words)),
        source=standing[0].source,
        raised_at=standing[0].raised_at,
    )


def count_alarms(session: Session, since: datetime) -> AlarmCount:
    """How often danger was heard since then, and how often a person said that it was none."""
    alarms, false_alarms = session.execute(
        select(func.count(), func.count(DangerAlarm.withdrawn_at)).where(
            DangerAlarm.raised_at >= since
        )
    ).one()
    return AlarmCount(alarms, false_alarms)
