"""The hotline's lease on PostgreSQL: one of several processes performs call control.

Taken and renewed by a conditional write on the hotline's row, in the database's own time, so
that neither skewed clocks nor a sped-up hotline confuse it.  Every change of holder raises the
fence; a claim carries it, and a holder that was asleep too long finds its claims refused.  How long
a hold lasts here is counted by a clock that nobody sets and that goes on while the machine sleeps:
what this process committed itself it performs without asking whether its claim still stands.
A holder of this machine that is seen to be dead is not waited for: agents ring again as soon as the
process is back.  On SQLite there is one web process and no lease.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path

from sqlalchemy import case, func, or_, select, update

from app.hotline.dispatch.models import Hotline
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

LASTS_S = 5.0
RENEW_AFTER_S = 1.0


def name_process() -> str:
    """A name that no other process has, on this machine or another."""
    return f"{_name_place()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _name_place() -> str:
    """Where numbers of processes mean the same: this machine since it started, this container."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{socket.gethostname()}:{boot}:{Path('/proc/self/ns/pid').readlink()}"


def is_dead(name: str) -> bool:
    """Whether a process by this name was here and is no more; one of elsewhere may live."""
    place, _, rest = name.partition(f"{_name_place()}:")
    pid = rest.partition(":")[0]
    return not place and pid.isdecimal() and not Path("/proc", pid).exists()


def _read_s() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Lease:
    """`holder` names this process among all; `fence` is the number of its present hold."""

    def __init__(self, store: Store, holder: str, lasts_s: float = LASTS_S) -> None:
        self._store = store
        self._holder = holder
        self._lasts_s = lasts_s
        self._lock = threading.Lock()
        self._asked_s = float("-inf")
        self._held_until_s = float("-inf")
        self.fence = 0

    def hold(self) -> bool:
        """Whether this process holds the lease now; takes or renews it when that is due."""
        with self._lock:
            now_s = _read_s()
            if now_s - self._asked_s >= RENEW_AFTER_S or now_s >= self._held_until_s:
                self._asked_s = now_s
                self._ask(now_s)
            return _read_s() < self._held_until_s

    def is_held(self) -> bool:
        """Whether it is held by what was last heard; asks nobody."""
        return _read_s() < self._held_until_s

    def find_fence(self) -> int | None:
        """The number of the present hold, if it is held by what was last heard."""
        return self.fence if self.is_held() else None

    def release(self) -> None:
        """Let another process go on at once."""
        with self._lock, self._store.write() as uow:
            uow.session.execute(
                update(Hotline)
                .where(Hotline.lease_holder == self._holder)
                .values(lease_holder=None, lease_until=None)
            )
            self._held_until_s = float("-inf")

    def _ask(self, asked_s: float) -> None:
        """Counted from before the question: our hold ends no later than the row says."""
        with self._store.read() as session:
            holder = session.scalar(select(Hotline.lease_holder))
        gone = holder if holder is not None and is_dead(holder) else self._holder
        now = func.clock_timestamp()
        is_ours = Hotline.lease_holder == self._holder
        is_free = or_(Hotline.lease_until.is_(None), Hotline.lease_until < now)
        taken = (
            update(Hotline)
            .where(or_(is_ours, is_free, Hotline.lease_holder == gone))
            .values(
                lease_holder=self._holder,
                lease_until=now + timedelta(seconds=self._lasts_s),
                lease_fence=Hotline.lease_fence + case((is_ours, 0), else_=1),
            )
            .returning(Hotline.lease_fence)
            .execution_options(synchronize_session=False)
        )
        with self._store.write() as uow:
            fence = uow.session.scalar(taken)
        if fence is None:
            self._held_until_s = float("-inf")
            return
        if fence != self.fence:
            log.info("this process now performs call control (fence %s)", fence)
        self.fence, self._held_until_s = fence, asked_s + self._lasts_s
