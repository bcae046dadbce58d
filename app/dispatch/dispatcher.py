"""Performs call control after the commit and serves deadlines; needs no Redis.

It reads owed effects from the outbox, keeps order per contact, runs contacts in parallel with
short time-outs, and serves what is due.  Whoever performs an effect may die at any line: the
effect stays owed and performers are fenced or idempotent.  On PostgreSQL only the process that
holds the hotline's lease runs it (`lease`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.dispatch.deadlines import list_due
from app.dispatch.models import Deadline
from app.storage.outbox import Lane, Outbox
from app.storage.unit_of_work import Committed, Store

log = logging.getLogger(__name__)

Performer = Callable[[Outbox], None]
Server = Callable[[int], None]

_OWED = (Outbox.lane == Lane.CALL, Outbox.done_at.is_(None))
_NEXT_DUE = select(
    select(func.min(Deadline.due_at)).scalar_subquery(),
    select(func.min(Outbox.due_at)).where(*_OWED).scalar_subquery(),
)

LONGEST_SLEEP_S = 0.5
RETRY_AFTER_S = 2.0
MAX_ATTEMPTS = 5
PARALLEL_CONTACTS = 8


class Dispatcher:
    """`performers` by effect kind, `servers` by deadline kind, `repair` every `repair_s`."""

    def __init__(
        self,
        store: Store,
        performers: Mapping[str, Performer],
        servers: Mapping[str, Server],
        repair: Callable[[], object],
        *,
        repair_every_s: float = 15.0,
    ) -> None:
        self._store = store
        self._performers = performers
        self._servers = servers
        self._repair = repair
        self._repair_every = timedelta(seconds=repair_every_s)
        self._repaired_at: datetime | None = None
        self._wake = threading.Event()
        self._next_due: datetime | None = None
        self._knows_next_due = False
        self._stopping = False
        self._busy_contacts: set[int | None] = set()
        self._busy_lock = threading.Lock()
        store.listen(self._hear)

    def _hear(self, done: Committed) -> None:
        if done.owes_call_control or done.has_new_deadline:
            self._knows_next_due = False
            self._wake.set()

    def run(self, may_run: Callable[[], bool] = lambda: True) -> None:
        """Work until `stop`; `may_run` says whether this process holds the lease."""
        with ThreadPoolExecutor(PARALLEL_CONTACTS, "dispatch") as pool:
            while not self._stopping:
                self._wake.clear()
                if may_run():
                    self._step(pool)
                self._sleep()

    def _step(self, pool: ThreadPoolExecutor) -> None:
        try:
            self.serve_due()
            for batch in self._claim_batches():
                pool.submit(self._perform_batch, batch)
            self.repair_when_due()
        except Exception:
            log.exception("dispatcher: one round failed, the next follows")

    def stop(self) -> None:
        """End `run` soon; what is owed stays owed."""
        self._stopping = True
        self._wake.set()

    def run_until_idle(self) -> int:
        """Everything that is owed and due now, inline and in order; returns how much it was.

        Only where all writers are in this process: see `recall_next_due`.
        """
        done = 0
        while (due_at := self.recall_next_due()) is not None and due_at <= self._now():
            self._knows_next_due = False
            done += self.serve_due()
            for batch in self._claim_batches():
                self._perform_batch(batch)
                done += len(batch)
        return done

    def recall_next_due(self) -> datetime | None:
        """As `find_next_due`, asked of the database only after a commit of this process that may
        have changed it; a cancelled deadline may still be told."""
        if not self._knows_next_due:
            self._knows_next_due = True
            self._next_due = self.find_next_due()
        return self._next_due

    def serve_due(self) -> int:
        """Serve every deadline that is due; one that its server did not remove is removed."""
        with self._store.read() as session:
            due = [(d.id, d.kind, d.subject_id) for d in list_due(session, self._now())]
        for deadline_id, kind, subject_id in due:
            self._serve(deadline_id, kind, subject_id)
        return len(due)

    def _serve(self, deadline_id: int, kind: str, subject_id: int) -> None:
        """Serve one deadline; when that fails it comes again a little later."""
        try:
            self._servers[kind](subject_id)
            retry = False
        except Exception:
            log.exception("deadline %s of %s failed", kind, subject_id)
            retry = True
        with self._store.write() as uow:
            left = uow.session.get(Deadline, deadline_id)
            if left is None or left.due_at > uow.now:
                return
            if retry:
                left.due_at = uow.now + timedelta(seconds=RETRY_AFTER_S)
            else:
                uow.session.delete(left)

    def repair_when_due(self) -> None:
        """Look for what no callback told us, every few seconds of hotline time."""
        now = self._now()
        if self._repaired_at is None or now - self._repaired_at >= self._repair_every:
            self._repaired_at = now
            self._repair()

    def find_next_due(self) -> datetime | None:
        """When the next deadline or owed effect is due, for whoever steps a clock."""
        with self._store.read() as session:
            instants = session.execute(_NEXT_DUE).one()
        return min((at for at in instants if at is not None), default=None)

    def _claim_batches(self) -> list[list[Outbox]]:
        """Owed effects that are due, one batch for each contact that nobody works on.

        Who is busy is asked before the rows are read: what a contact's worker finished in
        between is then read as done, or its contact is still counted as busy.
        """
        with self._busy_lock:
            busy = set(self._busy_contacts)
        with self._store.read() as session:
            owed = session.scalars(
                select(Outbox)
                .where(*_OWED, Outbox.due_at <= self._now())
                .order_by(Outbox.id)
                .limit(200)
            ).all()
            session.expunge_all()
        batches: dict[int | None, list[Outbox]] = {}
        for effect in owed:
            if effect.contact_id not in busy:
                batches.setdefault(effect.contact_id, []).append(effect)
        with self._busy_lock:
            self._busy_contacts |= batches.keys()
        return list(batches.values())

    def _perform_batch(self, batch: list[Outbox]) -> None:
        try:
            for effect in batch:
                if not self._perform(effect):
                    break
        finally:
            with self._busy_lock:
                self._busy_contacts.discard(batch[0].contact_id)
            self._wake.set()

    def _perform(self, effect: Outbox) -> bool:
        """Perform one effect and note it; False keeps the contact's later ones waiting."""
        try:
            self._performers[effect.kind](effect)
        except Exception:
            log.exception("effect %s (%s) failed", effect.id, effect.kind)
            return self._note(effect.id, failed=True)
        return self._note(effect.id, failed=False)

    def _note(self, effect_id: int, *, failed: bool) -> bool:
        with self._store.write() as uow:
            effect = uow.session.get_one(Outbox, effect_id)
            effect.attempts += 1
            if not failed or effect.attempts >= MAX_ATTEMPTS:
                effect.done_at = uow.now
                effect.result = "failed" if failed else "done"
                return True
            effect.due_at = uow.now + timedelta(seconds=RETRY_AFTER_S)
            return False

    def _sleep(self) -> None:
        latest = self._now() + timedelta(seconds=LONGEST_SLEEP_S)
        due = self.find_next_due()
        self._store.clock.wait(self._wake, min(latest, due) if due else latest)

    def _now(self) -> datetime:
        return self._store.clock.now()
