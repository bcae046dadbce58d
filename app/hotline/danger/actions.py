"""Use cases of danger: heard in somebody's words, and a false alarm taken back by one click.

Hearing marks the contact in the transaction of the words themselves; what is answered is the
channel's business.  No event bears a word of theirs.
"""

from __future__ import annotations

from enum import StrEnum

from app.hotline.contacts.models import Contact
from app.hotline.danger.facts import DANGER_RECOGNISED, DANGER_WITHDRAWN
from app.hotline.danger.models import DangerAlarm
from app.hotline.danger.queries import list_alarms, list_words
from app.hotline.dispatch.actions import mark_urgency
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.danger.recognise import find_danger
from knowledge.danger.rules import DangerKind


class Source(StrEnum):
    """Where the words stood."""

    MESSAGE = "message"
    NOTE = "note"
    REFERRAL = "referral"


def hear_danger(
    work: RoutingWork, contact: Contact, text: str, source: Source
) -> tuple[DangerKind, ...]:
    """Mark a contact whose words tell of danger: it goes to the head.

    Returns the kinds told; none for words that were taken back in this contact before.
    """
    kinds = note_danger(work.uow, contact, text, source)
    if kinds:
        mark_urgency(work, contact, is_danger=True)
    return kinds


def note_danger(
    uow: UnitOfWork, contact: Contact, text: str, source: Source
) -> tuple[DangerKind, ...]:
    """As `hear_danger`, for a contact that routing does not know yet or no more."""
    danger = find_danger(text)
    key = contact.caller.person_key
    if danger is None or key is None:
        return ()
    alarms = list_alarms(uow.session, contact.id)
    told_back = {w for a in alarms if a.withdrawn_at for w in list_words(uow.vault, contact, a)}
    if told_back.issuperset(danger.words):
        return ()
    standing = [alarm for alarm in alarms if alarm.withdrawn_at is None]
    known = {kind for alarm in standing for kind in alarm.kinds}
    if contact.danger and known.issuperset(danger.kinds):
        return danger.kinds
    alarm = DangerAlarm(
        contact_id=contact.id,
        raised_at=uow.now,
        source=source,
        kinds=[kind.value for kind in danger.kinds],
        words_sealed=uow.vault.seal("\n".join(danger.words), key),
        was_danger=contact.danger if not standing else standing[0].was_danger,
    )
    uow.session.add(alarm)
    uow.record(DANGER_RECOGNISED, contact_id=contact.id, kinds=alarm.kinds, source=alarm.source)
    contact.danger = True
    uow.topics.update({"queue", f"contact:{contact.id}"})
    return danger.kinds


def withdraw_alarms(work: RoutingWork, contact: Contact, agent_id: int | None) -> None:
    """The alarm was false: the mark goes unless a person had set it, and the place is the one
    before.  Said twice it is said once."""
    standing = [a for a in list_alarms(work.uow.session, contact.id) if a.withdrawn_at is None]
    if not standing:
        return
    for alarm in standing:
        alarm.withdrawn_at, alarm.withdrawn_by = work.uow.now, agent_id
        work.uow.record(
            DANGER_WITHDRAWN, contact_id=contact.id, agent_id=agent_id, kinds=alarm.kinds
        )
    mark_urgency(work, contact, is_danger=standing[0].was_danger)
    work.uow.topics.update({"queue", f"contact:{contact.id}"})
