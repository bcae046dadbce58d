"""What only trouble and recovery need is kept for some days, then deleted a little at a time.

Receipts of webhooks (raw bodies), effects that have happened, and signatures of 12345.  Never: a
text that is still owed an answer, an effect that is owed or that a person has yet to see to, and
anything of the event log.  Deadlines need no sweeping: one that is settled is gone at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.doors.bridge12345.authentication import KEPT
from app.doors.bridge12345.models import SeenSignature
from app.doors.webhooks.facts import RECEIPTS_ERASED
from app.doors.webhooks.models import ANSWER_OWED, Receipt
from app.hotline.dispatch.deadlines import LINE, DueKind, is_set, set_deadline
from app.hotline.recordings.retention import ERASE_RECORDINGS
from app.hotline.services import Services
from app.kit.storage.effect_actions import GIVEN_UP
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.unit_of_work import Store, UnitOfWork

BATCH = 200
"""Rows in one transaction: nobody waits long for his turn to write."""
_KEYS: Mapping[str, InstrumentedAttribute[Any]] = {
    "receipts": Receipt.id,
    "effects": Outbox.id,
    "signatures": SeenSignature.signature,
}
SWEEP = DueKind("daily_sweep", subject=LINE, served_by="app.doors.webhooks.retention.owe_sweep")
ERASE = EffectKind(
    "erase_old_receipts",
    Payload,
    performed_by="app.doors.webhooks.retention.erase_old_receipts",
    if_given_up=Remedy.TRY_AGAIN,
    lane=Lane.SLOW,
)


def count_outgrown(session: Session, now: datetime, kept_for: timedelta) -> dict[str, int]:
    """How many rows `prune` would delete now, by what they are."""
    return {
        name: session.scalar(select(func.count()).select_from(outgrown.subquery())) or 0
        for name, outgrown in _select_outgrown(now, kept_for).items()
    }


def prune(store: Store, kept_for: timedelta) -> dict[str, int]:
    """Delete what is older, in small transactions; returns how much.  Safe to be stopped at any
    line, and to run twice."""
    now = store.clock.now()
    return {
        name: _delete_batches(store, name, outgrown)
        for name, outgrown in _select_outgrown(now, kept_for).items()
    }


def _select_outgrown(now: datetime, kept_for: timedelta) -> dict[str, Select[Any]]:
    before = now - kept_for
    is_seen_to = or_(Outbox.result.is_distinct_from(GIVEN_UP), Outbox.settled_at < before)
    conditions = {
        "receipts": (Receipt.received_at < before, Receipt.verdict != ANSWER_OWED),
        "effects": (Outbox.lane.in_(tuple(Lane)), Outbox.done_at < before, is_seen_to),
        "signatures": (SeenSignature.at < now - KEPT,),
    }
    return {name: select(_KEYS[name]).where(*each) for name, each in conditions.items()}


def _delete_batches(store: Store, name: str, outgrown: Select[Any]) -> int:
    key, deleted = _KEYS[name], 0
    while True:
        with store.write() as uow:
            keys = uow.session.scalars(outgrown.limit(BATCH)).all()
            if keys:
                uow.session.execute(
                    delete(key.class_)
                    .where(key.in_(keys))
                    .execution_options(synchronize_session=False)
                )
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted


def erase_old_receipts(services: Services, effect: Outbox) -> None:
    """Delete what is older than the line keeps it; how much is noted in the log."""
    deleted = prune(services.store, timedelta(days=services.settings.kept_days))
    with services.store.write() as uow:
        uow.record(RECEIPTS_ERASED, effect_id=effect.id, **deleted)


def plan_daily_sweep(uow: UnitOfWork) -> None:
    """Set the next sweep, a day from now, unless one is set."""
    if not is_set(uow.session, SWEEP, 1):
        set_deadline(uow, SWEEP, 1, uow.now + timedelta(days=1))


def owe_sweep(store: Store) -> None:
    """The sweep is due: owe it to the workers and set the next."""
    with store.write() as uow:
        uow.owe(ERASE)
        uow.owe(ERASE_RECORDINGS)
        set_deadline(uow, SWEEP, 1, uow.now + timedelta(days=1))
