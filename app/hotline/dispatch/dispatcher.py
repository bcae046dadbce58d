"""Performs call control after the commit and serves deadlines; needs no Redis.

It reads owed effects from the outbox, keeps order per contact, runs contacts in parallel with
short time-outs, and serves what is due.  Whoever performs an effect may die at any line: the
effect stays owed and performers are fenced or idempotent.  On PostgreSQL only the process that
holds the hotline's lease runs it (`lease`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, or_, select, update

from app.hotline.dispatch.deadlines import list_due
from app.hotline.dispatch.lease import Lease
from app.hotline.dispatch.models import Deadline
from app.hotline.dispatch.unserved import note_unserved
from app.kit.storage.effect_actions import name_error, note_done, note_failure
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.unit_of_work import Committed, Store

log = logging.getLogger(__name__)

Performer = Callable[[Outbox], None]
Server = Callable[[int], None]

_OWED = (Outbox.lane == Lane.CALL, Outbox.done_at.is_(None))
_NEXT_DUE = select(
    select(func.min(Deadline.due_at)).scalar_subquery(),
    select(func.min(Outbox.due_at)).where(*_OWED).scalar_subquery(),
)

LONGEST_SLEEP_S = 0.5
SHORTEST_SLEEP_S = 0.05
PARALLEL_CONTACTS = 8
PARALLEL_LOOKS = 4


class Dispatcher:
    """`performers` by effect kind, `servers` by deadline kind, `repair` every `repair_every_s`.

    `asks_carrier` are deadline kinds whose server speaks to the carrier: those, like the repair,
    run beside the loop, so that a silent carrier never delays what else is due.  `watch` looks more
    often than the repair, and not on a stepped clock.
    """

    def __init__(
        self,
        store: Store,
        performers: Mapping[str, Performer],
        servers: Mapping[str, Server],
        repair: Callable[[], object],
        *,
        asks_carrier: frozenset[str] = frozenset(),
        repair_every_s: float = 15.0,
        watch: Callable[[], object] = lambda: None,
        watch_every_s: float = 3.0,
    ) -> None:
        self._store = store
        self._performers = performers
        self._servers = servers
        self._repair = repair
        self._repair_every = timedelta(seconds=repair_every_s)
        self._repaired_at: datetime | None = None
        self._watch = watch
        self._watch_every = timedelta(seconds=watch_every_s)
        self._watched_at: datetime | None = None
        self._asks_carrier = asks_carrier
        self._lease: Lease | None = None
        self._beside: set[str] = set()
        self._wake = threading.Event()
        self._next_due: datetime | None = None
        self._knows_next_due = False
        self._stopping = False
        self._round_over_s = time.monotonic()
        self._busy_contacts: set[int | None] = set()
        self._busy_lock = threading.Lock()
        store.listen(self._hear)

    def _hear(self, done: Committed) -> None:
        if done.owes_call_control or done.has_new_deadline:
            self._knows_next_due = False
            self._wake.set()

    def share(self, lease: Lease) -> None:
        """From now on perform and serve only while this process holds `lease`."""
        self._lease = lease

    @property
    def deadline_kinds(self) -> AbstractSet[str]:
        """Every kind of deadline that is served here."""
        return self._servers.keys()

    def find_idle_s(self) -> float:
        """How many real seconds ago the last round came to its end."""
        return time.monotonic() - self._round_over_s

    def is_in_charge(self) -> bool:
        """Whether this process performs call control, as far as it knows."""
        return self._lease is None or self._lease.is_held()

    def run(self) -> None:
        """Work until `stop`, while this process holds the lease (if there is one)."""
        with (
            ThreadPoolExecutor(PARALLEL_CONTACTS, "dispatch") as pool,
            ThreadPoolExecutor(PARALLEL_LOOKS, "look") as beside,
        ):
            while not self._stopping:
                self._wake.clear()
                self._step(pool, beside)
                self._sleep()
        if self._lease is not None:
            self._lease.release()

    def _step(self, pool: ThreadPoolExecutor, beside: ThreadPoolExecutor) -> None:
        try:
            if self._lease is not None and not self._lease.hold():
                self._round_over_s = time.monotonic()
                return
            for deadline_id, kind, subject_id in self._list_due():
                serve = partial(self._serve, deadline_id, kind, subject_id)
                if kind in self._asks_carrier:
                    self._submit_once(beside, f"deadline {deadline_id}", serve)
                else:
                    serve()
            for batch in self._claim_batches():
                pool.submit(self._perform_batch, batch)
            self._submit_once(beside, "repair", self.repair_when_due)
            self._submit_once(beside, "watch", self.watch_when_due)
            self._round_over_s = time.monotonic()
        except Exception:
            log.exception("dispatcher: one round failed, the next follows")

    def _submit_once(self, pool: ThreadPoolExecutor, name: str, work: Callable[[], None]) -> None:
        """Let `work` run beside the loop, unless it still runs from an earlier round."""

        def run() -> None:
            try:
                work()
            except Exception:
                log.exception("dispatcher: %s failed", name)
            finally:
                self._beside.discard(name)

        if name not in self._beside:
            self._beside.add(name)
            pool.submit(run)

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
        due = self._list_due()
        for deadline_id, kind, subject_id in due:
            self._serve(deadline_id, kind, subject_id)
        return len(due)

    def _list_due(self) -> list[tuple[int, str, int]]:
        with self._store.read() as session:
            return [(d.id, d.kind, d.subject_id) for d in list_due(session, self._now())]

    def _serve(self, deadline_id: int, kind: str, subject_id: int) -> None:
        """Serve one deadline; when that fails it comes again a little later."""
        error: Exception | None = None
        try:
            self._servers[kind](subject_id)
        except Exception as failure:
            log.exception("deadline %s of %s failed", kind, subject_id)
            error = failure
        with self._store.write() as uow:
            left = uow.session.get(Deadline, deadline_id)
            if left is None or left.due_at > uow.now:
                return
            if error is not None:
                note_unserved(uow, left, error)
            else:
                uow.session.delete(left)

    def repair_when_due(self) -> None:
        """Look for what no callback told us, every few seconds of hotline time."""
        now = self._now()
        if self._repaired_at is None or now - self._repaired_at >= self._repair_every:
            self._repaired_at = now
            self._repair()

    def watch_when_due(self) -> None:
        """Look who is still on the line; only beside running clocks, where seconds matter."""
        now = self._now()
        if self._watched_at is None or now - self._watched_at >= self._watch_every:
            self._watched_at = now
            self._watch()

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
                if not self._claim(effect.id) or not self._perform(effect):
                    break
        except Exception:
            log.exception("dispatcher: the database did not take a result: it is owed again")
        finally:
            with self._busy_lock:
                self._busy_contacts.discard(batch[0].contact_id)
            self._wake.set()

    def _claim(self, effect_id: int) -> bool:
        """Whether this process may perform the effect: it holds the lease, nobody later does."""
        if self._lease is None:
            return True
        if not self._lease.hold():
            return False
        fence = self._lease.fence
        is_older = or_(Outbox.claimed_fence.is_(None), Outbox.claimed_fence <= fence)
        claim = (
            update(Outbox)
            .where(Outbox.id == effect_id, Outbox.done_at.is_(None), is_older)
            .values(claimed_fence=fence)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        with self._store.write() as uow:
            return uow.session.scalar(claim) is not None

    def _perform(self, effect: Outbox) -> bool:
        """Perform one effect and note it; False keeps the contact's later ones waiting."""
        try:
            self._performers[effect.kind](effect)
        except Exception as error:
            log.exception("effect %s (%s) failed", effect.id, effect.kind)
            return self._note(effect.id, name_error(error))
        return self._note(effect.id)

    def _note(self, effect_id: int, error: str | None = None) -> bool:
        with self._store.write() as uow:
            effect = uow.session.get_one(Outbox, effect_id)
            effect.attempts += 1
            if error is not None:
                return note_failure(uow, effect, error)
            note_done(uow, effect)
            return True

    def _sleep(self) -> None:
        """Until something is due; what is due and still here is in a worker's hands (or another
        process's), and the worker wakes us."""
        now = self._now()
        latest = now + timedelta(seconds=LONGEST_SLEEP_S)
        try:
            due = self.find_next_due()
        except Exception:
            log.exception("dispatcher: the database did not say what is due")
            due = None
        until_at = latest if due is None else max(due, now + timedelta(seconds=SHORTEST_SLEEP_S))
        self._store.clock.wait(self._wake, min(latest, until_at))

    def _now(self) -> datetime:
        return self._store.clock.now()
