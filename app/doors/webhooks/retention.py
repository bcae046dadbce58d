"""Raw webhook bodies are kept only as long as trouble may have to be looked into."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from app.doors.webhooks.facts import RECEIPTS_ERASED
from app.doors.webhooks.models import Receipt
from app.hotline.dispatch.deadlines import is_set, set_deadline
from app.hotline.parts import Parts
from app.hotline.recordings.retention import ERASE_RECORDINGS
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.unit_of_work import Store, UnitOfWork

KEPT_DAYS = 30
SWEEP = "daily_sweep"
ERASE = "erase_old_receipts"


def erase_old_receipts(parts: Parts, effect: Outbox) -> None:
    """Delete receipts older than the retention; running it twice deletes nothing more."""
    with parts.store.write() as uow:
        before = uow.now - timedelta(days=KEPT_DAYS)
        uow.session.execute(delete(Receipt).where(Receipt.received_at < before))
        uow.record(RECEIPTS_ERASED, effect_id=effect.id)


def plan_daily_sweep(uow: UnitOfWork) -> None:
    """Set the next sweep, a day from now, unless one is set."""
    if not is_set(uow.session, SWEEP, 1):
        set_deadline(uow, SWEEP, 1, uow.now + timedelta(days=1))


def owe_sweep(store: Store) -> None:
    """The sweep is due: owe it to the workers and set the next."""
    with store.write() as uow:
        uow.owe(ERASE, lane=Lane.SLOW)
        uow.owe(ERASE_RECORDINGS, lane=Lane.SLOW)
        set_deadline(uow, SWEEP, 1, uow.now + timedelta(days=1))
