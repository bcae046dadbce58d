"""Performs a hotline's call control after the commit, serves its deadlines; needs no Redis.

A commit of this process hands its effects straight to the threads that perform them, in order for
each contact, contacts in parallel, and its deadlines to the loop that serves them (`agenda`).
The rows are asked at the start, when the lease is got, in doubt, and every now and then for what
other processes wrote.  On PostgreSQL only the process that holds the hotline's lease runs it
(`lease`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from app.hotline.dispatch.agenda import Agenda
from app.hotline.dispatch.due_times import Key
from app.hotline.dispatch.lease import Lease
from app.hotline.dispatch.looking import Look, look_at_rows
from app.hotline.dispatch.performing import Performer, Performing
from app.hotline.dispatch.regular import RegularWork
from app.hotline.dispatch.serving import Server, Serving
from app.kit.clock import read_speed
from app.kit.storage.outbox import Owed
from app.kit.storage.scope import FIRST_HOTLINE, enter, within
from app.kit.storage.unit_of_work import Committed, Store

log = logging.getLogger(__name__)

LOOK_EVERY_S, LOOK_EVERY_REAL_S = 0.5, 0.05
"""Between two looks at the rows: seconds of hotline time, and at least so many real ones."""
PARALLEL_CONTACTS = 8
PARALLEL_LOOKS = 4
_ALWAYS, _NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)


class Dispatcher:
    """Of one hotline.  `performers` by effect kind, `servers` by deadline kind, `repair` every
    `repair_every_s`.

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
        hotline_id: int = FIRST_HOTLINE,
    ) -> None:
        self._store = store
        self.hotline_id = hotline_id
        self._performing = Performing(store, performers)
        self._serving = Serving(store, servers)
        self._asks_carrier = asks_carrier
        self._regular = RegularWork(
            store.clock,
            {"repair": (repair, repair_every_s), "watch": (watch, watch_every_s)},
        )
        self._agenda = Agenda()
        self._lease: Lease | None = None
        self._fence: int | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._wake = threading.Event()
        self._sleeps_until = _NEVER
        self._look_at = self._paused_until = _NEVER
        self._look_every = timedelta(
            seconds=max(LOOK_EVERY_S, LOOK_EVERY_REAL_S * read_speed(store.clock))
        )
        self._stopping = False
        self._round_over_s = time.monotonic()
        store.listen(self._hear)
        store.listen_for_doubt(self._agenda.doubt)

    def share(self, lease: Lease) -> None:
        """From now on perform and serve only while this process holds `lease`."""
        self._lease = self._performing.lease = lease
        self._agenda.close()
        self._store.fences[self.hotline_id] = lease.find_fence

    @property
    def deadline_kinds(self) -> AbstractSet[str]:
        """Every kind of deadline that is served here."""
        return self._serving.kinds

    def find_idle_s(self) -> float:
        """How many real seconds ago the last round came to its end."""
        return time.monotonic() - self._round_over_s

    def is_in_charge(self) -> bool:
        """Whether this process performs call control, as far as it knows."""
        return self._lease is None or self._lease.is_held()

    def run(self) -> None:
        """Work until `stop`, while this process holds the lease (if there is one)."""
        ours: dict[str, Any] = {"initializer": enter, "initargs": (self.hotline_id,)}
        with (
            within(self.hotline_id),
            ThreadPoolExecutor(PARALLEL_CONTACTS, "dispatch", **ours) as pool,
            ThreadPoolExecutor(PARALLEL_LOOKS, "look", **ours) as beside,
        ):
            self._pool = pool
            try:
                while not self._stopping:
                    self._wake.clear()
                    self._sleeps_until = _NEVER
                    self._step(beside)
                    self._sleep()
            finally:
                self._pool = None
            if self._lease is not None:
                self._lease.release()

    def stop(self) -> None:
        """End `run` soon; what is owed stays owed."""
        self._stopping = True
        self._wake.set()

    def run_until_idle(self) -> int:
        """Everything that is owed and due now, inline and in order; returns how much it was.

        Only where all writers are in this process: see `recall_next_due`.
        """
        done = 0
        with within(self.hotline_id):
            while (due_at := self.recall_next_due()) is not None and due_at <= self._now():
                done += self._serve_inline()
                for batch in self._agenda.take_effects(self._now()):
                    self._perform(batch)
                    done += len(batch)
        return done

    def recall_next_due(self) -> datetime | None:
        """When the next deadline or owed effect is due, for whoever steps a clock: as this process
        committed it, and as the rows told it when that was in doubt."""
        if not self._agenda.is_sure:
            self._agenda.look(lambda: self._read_rows(None))
        return self._agenda.find_next_due()

    def repair_when_due(self) -> None:
        """Look for what no callback told us, every few seconds of hotline time."""
        with within(self.hotline_id):
            self._regular.work_when_due("repair")

    def watch_when_due(self) -> None:
        """Look who is still on the line; only beside running clocks, where seconds matter."""
        with within(self.hotline_id):
            self._regular.work_when_due("watch")

    def _hear(self, done: Committed) -> None:
        if done.hotline_id != self.hotline_id or not (done.owed or done.deadlines):
            return
        self._agenda.hear(done)
        if self._pool is None:
            return
        for contact_id in dict.fromkeys(effect.contact_id for effect in done.owed):
            self._start(self._agenda.take_effects_of(contact_id, self._now()))
        next_due = self._agenda.find_next_due()
        if next_due is not None and next_due < self._sleeps_until:
            self._wake.set()

    def _step(self, beside: ThreadPoolExecutor) -> None:
        try:
            if not self._may_perform():
                self._round_over_s = time.monotonic()
                return
            if self._now() >= self._paused_until:
                self._look_when_due()
                self._serve_due(beside)
                for batch in self._agenda.take_effects(self._now()):
                    self._start(batch)
            self._regular.submit(beside)
            self._round_over_s = time.monotonic()
        except Exception:
            log.exception("dispatcher: one round failed, the next follows")
            self._pause()

    def _may_perform(self) -> bool:
        if self._lease is None:
            return True
        if not self._lease.hold():
            self._agenda.close()
            self._fence = None
            return False
        if self._fence != self._lease.fence:
            self._agenda.open()
            self._fence = self._lease.fence
        return True

    def _look_when_due(self) -> None:
        now = self._now()
        is_sure = self._agenda.is_sure
        if is_sure and now < self._look_at:
            return
        until_at = now + 2 * self._look_every if is_sure else None
        self._agenda.look(lambda: self._read_rows(until_at))
        self._look_at = now + self._look_every

    def _read_rows(self, until_at: datetime | None) -> Look:
        with within(self.hotline_id), self._store.read() as session:
            return look_at_rows(session, until_at, self._fence)

    def _pause(self) -> None:
        """The database did not take or tell something: it is asked again a little later."""
        self._agenda.doubt()
        self._paused_until = self._now() + self._look_every

    def _serve_due(self, beside: ThreadPoolExecutor) -> None:
        for key in self._agenda.take_deadlines(self._now()):
            if key[0] in self._asks_carrier:
                beside.submit(self._serve, key)
            else:
                self._serve(key)

    def _serve(self, key: Key) -> None:
        try:
            self._serving.serve(key, self._agenda.was_heard_of)
        except Exception:
            log.exception("dispatcher: the database did not take what became of %s", key[0])
            self._pause()
        finally:
            self._agenda.finish_deadlines([key])
            self._wake.set()

    def _serve_inline(self) -> int:
        due = self._agenda.take_deadlines(self._now())
        try:
            for key in due:
                self._serving.serve(key, self._agenda.was_heard_of)
        except BaseException:
            self._agenda.doubt()
            raise
        finally:
            self._agenda.finish_deadlines(due)
        return len(due)

    def _start(self, batch: list[Owed]) -> None:
        if not batch:
            return
        try:
            assert self._pool is not None
            self._pool.submit(self._perform_all, batch)
        except (AssertionError, RuntimeError):  # being shut down: what is owed stays owed
            self._agenda.settle_batch(batch, [], self._now())

    def _perform_all(self, batch: list[Owed]) -> None:
        """Until the contact owes nothing that is due."""
        contact_id = batch[0].contact_id
        while batch and self._perform(batch):
            batch = self._agenda.take_effects_of(contact_id, self._now())
        self._wake.set()

    def _perform(self, batch: list[Owed]) -> bool:
        """Whether the database took what became of it."""
        kept: list[Owed] = []
        try:
            kept = self._performing.perform_batch(batch)
        except Exception:
            log.exception("dispatcher: the database did not take a result: it is owed again")
            self._pause()
            return False
        finally:
            self._agenda.settle_batch(batch, kept, self._now())
        return True

    def _sleep(self) -> None:
        """Until something is due, or the rows are to be looked at; what is due and still here is
        in somebody's hands, who wakes us."""
        self._sleeps_until = _ALWAYS
        latest = self._now() + self._look_every
        due = self._agenda.find_next_due() if self.is_in_charge() else None
        until_at = min(latest, max(due or latest, self._paused_until))
        self._sleeps_until = until_at
        self._store.clock.wait(self._wake, until_at)

    def _now(self) -> datetime:
        return self._store.clock.now()
