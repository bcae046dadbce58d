"""The steps that 12345 is told of: noted in the transaction of their cause, sent afterwards."""

from __future__ import annotations

from datetime import timedelta

from app.doors.bridge12345.facts import REFERRAL_STEP_OWED
from app.doors.bridge12345.models import Referral, ReferralState, ReferralStep, StepCode
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import UnitOfWork


class OfReferral(Payload):
    """Of one matter."""

    referral_id: int


PUSH = EffectKind(
    "push_to_12345",
    OfReferral,
    performed_by="app.doors.bridge12345.pushing.push_steps",
    if_given_up=Remedy.TELL_12345,
    lane=Lane.SLOW,
)
PUSH_AGAIN = DueKind(
    "push_to_12345_again", subject="referral", served_by="app.doors.bridge12345.pushing.push_again"
)
LAST_WORDS_S = 5
"""A result leaves a little after the closing: what was typed last is still being saved."""


def note_step(uow: UnitOfWork, referral: Referral, code: StepCode, contact: Contact) -> None:
    """Owe 12345 a step; the same step of the same contact is told once."""
    if any((step.code, step.contact_id) == (code, contact.id) for step in referral.steps):
        return
    step = ReferralStep(
        contact_id=contact.id, sequence=len(referral.steps) + 1, code=code, at=uow.now
    )
    referral.steps.append(step)
    referral.changed_at = uow.now
    uow.record(
        REFERRAL_STEP_OWED,
        contact_id=contact.id,
        referral_id=referral.id,
        step=code,
        sequence=step.sequence,
    )
    uow.topics.add(f"contact:{contact.id}/referral")
    if code is StepCode.CLOSED:
        set_deadline(uow, PUSH_AGAIN, referral.id, uow.now + timedelta(seconds=LAST_WORDS_S))
    else:
        owe_push(uow, referral.id)


def owe_push(uow: UnitOfWork, referral_id: int) -> None:
    """Have whatever 12345 has not taken of a referral sent (again)."""
    uow.owe(PUSH, referral_id=referral_id)


def close_referral(uow: UnitOfWork, referral: Referral, contact: Contact) -> None:
    """The ticket is closed: so is the matter, and its result is owed."""
    if referral.closed_at is None:
        referral.state = ReferralState.CLOSED
        referral.closed_at = uow.now
        note_step(uow, referral, StepCode.CLOSED, contact)
