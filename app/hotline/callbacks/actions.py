"""Use cases of promises: to ask for a call-back, to agree on one, to end one.

Whoever writes them holds the contact's ticket first: people and the carrier ask at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.hotline.callbacks.facts import CALLBACK_ASKED, CALLBACK_FINISHED
from app.hotline.callbacks.lifecycle import By, CallbackState, Reason, may_move
from app.hotline.callbacks.models import Callback
from app.hotline.callbacks.queries import list_of
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.tickets.actions import lock_ticket
from app.kit.storage.unit_of_work import UnitOfWork

CALL_BACK = DueKind(
    "call_back",
    subject="call-back",
    served_by="app.hotline.callbacks.ringing_actions.serve_call_back",
)
"""The deadline at which the line rings somebody by itself; its subject is the call-back."""
APPOINTMENT: Reason = "appointment"


def ask_for_callback(
    uow: UnitOfWork,
    contact_id: int,
    reason: Reason,
    due_at: datetime | None = None,
    *,
    is_rung: bool = False,
) -> Callback:
    """List the contact among those whom somebody must call back; asked twice is once.

    Whoever is owed one already is not called twice for it: that one takes the day, where it has
    none, and with `is_rung` it is the one that the line rings by itself when it is due.
    """
    known = _list_locked(uow, contact_id)
    owed = next((x for x in known if x.ended_at is None), None)
    owed = owed or next((x for x in known if x.reason == reason), None)
    if owed is None:
        owed = promise(uow, contact_id, reason, due_at)
    elif owed.ended_at is None:
        owed.due_at = owed.due_at or due_at
    if is_rung and due_at is not None and owed.ended_at is None:
        set_deadline(uow, CALL_BACK, owed.id, due_at)
    return owed


def agree_on_callback(
    uow: UnitOfWork, contact_id: int, due_at: datetime, topic: str = ""
) -> Callback:
    """The person is called at a time agreed with them, in place of what we owed by ourselves.

    In one matter the last time that was agreed holds; another matter is another promise.
    """
    agreed = None
    for each in _list_locked(uow, contact_id):
        if each.ended_at is None and each.reason != APPOINTMENT:
            end_callback(uow, each, CallbackState.WITHDRAWN, By.PEOPLE)
        elif each.ended_at is None and each.topic == topic:
            agreed = each
    if agreed is None:
        agreed = promise(uow, contact_id, APPOINTMENT, due_at, topic)
    agreed.due_at = due_at
    uow.topics.add("queue")
    return agreed


def ask_for_follow_up(uow: UnitOfWork, contact_id: int, reason: Reason, within_s: float) -> None:
    """Somebody must call this person again (回访, R17) although their contact was answered; what
    is promised to them already stays as it is."""
    known = _list_locked(uow, contact_id)
    if not any(x.reason == reason and x.ended_at is None for x in known):
        promise(uow, contact_id, reason, uow.now + timedelta(seconds=within_s))
    uow.topics.add("queue")


def hasten(uow: UnitOfWork, contact_id: int) -> None:
    """What this contact is owed is due now: it has come to tell of danger."""
    for each in _list_locked(uow, contact_id):
        if each.ended_at is None:
            each.due_at = uow.now


def promise(
    uow: UnitOfWork, contact_id: int, reason: Reason, due_at: datetime | None, topic: str = ""
) -> Callback:
    """A new call-back, whatever else is owed."""
    made = Callback(
        contact_id=contact_id,
        reason=reason,
        topic=topic,
        state=CallbackState.OWED,
        asked_at=uow.now,
        due_at=due_at,
    )
    uow.session.add(made)
    uow.session.flush()
    uow.record(CALLBACK_ASKED, contact_id=contact_id, callback_id=made.id, reason=reason)
    return made


def end_callback(uow: UnitOfWork, owed: Callback, end: CallbackState, by: By) -> bool:
    """Note what became of it; the first end stays (False)."""
    if not may_move(owed.state, end, by):
        return False
    owed.state, owed.ended_at = end, uow.now
    uow.record(CALLBACK_FINISHED, contact_id=owed.contact_id, callback_id=owed.id, result=end)
    return True


def _list_locked(uow: UnitOfWork, contact_id: int) -> list[Callback]:
    lock_ticket(uow, contact_id)
    return list_of(uow.session, contact_id)
