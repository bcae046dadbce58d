"""A thread that carries owed slow effects from the outbox to RQ, soon after each commit.

What Redis did not take is offered again every few seconds; what a worker did not finish in
time is offered again as well, because a worker may die at any line.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from redis import Redis
from sqlalchemy import select, update

from app.kit.jobs.queue import hand_over
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.scope import FIRST_HOTLINE, every_hotline, within
from app.kit.storage.unit_of_work import Committed, Store

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
OFFER_AGAIN_AFTER_S = 180
BATCH = 100


class SlowEffects:
    """Hands slow effects over while `run` runs in a thread of its own."""

    def __init__(self, store: Store, redis: Redis) -> None:
        self._store = store
        self._redis = redis
        self._wake = threading.Event()
        self._stopping = False
        store.listen(self._hear)

    def _hear(self, done: Committed) -> None:
        if done.owes_slow_effects:
            self._wake.set()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping:
            try:
                self.hand_over_due()
            except Exception:
                log.exception("slow effects: one round failed, the next follows")
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def stop(self) -> None:
        """End `run` soon; what is owed stays owed."""
        self._stopping = True
        self._wake.set()

    def hand_over_due(self) -> int:
        """Hand over what is due; it is due again later unless a worker has finished it."""
        now = self._store.clock.now()
        with within(FIRST_HOTLINE), self._store.read() as session:
            due = session.scalars(
                every_hotline(select(Outbox.id))
                .where(Outbox.lane == Lane.SLOW, Outbox.done_at.is_(None), Outbox.due_at <= now)
                .order_by(Outbox.id)
                .limit(BATCH)
            ).all()
        if not due or not hand_over(self._redis, due):
            return 0
        with within(FIRST_HOTLINE), self._store.write() as uow:
            handed = every_hotline(update(Outbox)).where(Outbox.id.in_(due))
            again_at = uow.now + timedelta(seconds=OFFER_AGAIN_AFTER_S)
            uow.session.execute(
                handed.where(Outbox.done_at.is_(None)).values(due_at=again_at),
                execution_options={"synchronize_session": False},
            )
        return len(due)
