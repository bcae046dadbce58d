"""Whether a failure is the database's or the disk's, which passes, or a fault of ours, which does
not: the one place that tells them apart.

While the database is away every caller would wait in turn for the same time-out; so after one
failure the others fail at once, and one a second tries again (`Presence`).
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.kit.errors import HotlineError
from app.kit.storage.turns import Turns, Turnstile

ThreadLock: TypeAlias = "threading.RLock | Turns | Turnstile"
TRY_AGAIN_AFTER = timedelta(seconds=1)
TAKEN_LATE_FOR = timedelta(seconds=1)
"""What a network holds back is given to us so soon after we stood still."""


class Lack(StrEnum):
    """What a failure that passes is a lack of."""

    DATABASE = "database"
    DISK = "disk"
    WRITABLE = "writable"
    TURN = "turn"
    """Others were quicker (a deadlock): the next try does it."""
    MACHINE = "machine"
    """Memory, descriptors, connections, the network."""


class DatabaseAway(HotlineError):
    """Nothing can be written now; it was tried a moment ago."""

    code = "database_away"
    status = 503


_SQLITE_LACKS = {
    sqlite3.SQLITE_BUSY: Lack.DATABASE,
    sqlite3.SQLITE_LOCKED: Lack.DATABASE,
    sqlite3.SQLITE_PROTOCOL: Lack.DATABASE,
    sqlite3.SQLITE_CANTOPEN: Lack.DATABASE,
    sqlite3.SQLITE_IOERR: Lack.DISK,
    sqlite3.SQLITE_FULL: Lack.DISK,
    sqlite3.SQLITE_READONLY: Lack.WRITABLE,
    sqlite3.SQLITE_PERM: Lack.WRITABLE,
    sqlite3.SQLITE_NOMEM: Lack.MACHINE,
    sqlite3.SQLITE_INTERRUPT: Lack.TURN,
}
_POSTGRES_LACKS = {
    "08": Lack.DATABASE,  # connection
    "57": Lack.DATABASE,  # shut down, crashed, cannot connect now
    "58": Lack.DISK,  # input and output
    "53": Lack.MACHINE,  # resources; the disk has a state of its own
    "40": Lack.TURN,  # serialization, deadlock
    "55": Lack.DATABASE,  # a lock that was not got in time
}
"""By the class of the state (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
_POSTGRES_STATES = {"53100": Lack.DISK, "25006": Lack.WRITABLE}
_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def find_lack(error: BaseException | None) -> Lack | None:
    """What was lacking when `error` was raised; None for a fault that no waiting mends."""
    match error:
        case DatabaseAway():
            return Lack(str(error.facts["lack"]))
        case DBAPIError():
            return _read_database(error)
        case NoConnectionFree():
            return Lack.MACHINE
        case OSError():
            return Lack.DISK if error.errno in _DISK_ERRORS else Lack.MACHINE
        case MemoryError():
            return Lack.MACHINE
    return None


def _read_database(error: DBAPIError) -> Lack | None:
    inner = error.orig
    if isinstance(inner, sqlite3.Error):
        code: int = getattr(inner, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE_LACKS.get(code & 0xFF)
    state: str = getattr(inner, "sqlstate", None) or ""
    lack = _POSTGRES_STATES.get(state) or _POSTGRES_LACKS.get(state[:2])
    if lack is None and (error.connection_invalidated or not state):
        is_cut = error.connection_invalidated or type(inner).__name__ == "OperationalError"
        return Lack.DATABASE if is_cut else None
    return lack


@dataclass(frozen=True, slots=True)
class Absence:
    """From the first failure to the first success."""

    lost_at: datetime
    found_at: datetime


@dataclass(slots=True)
class Presence:
    """Since when the database takes nothing, and what it lacks; `lost_at` is None while it does.

    `began_at`: when this process came, `kept_until`: until when somebody last had to wait longer
    for the database than a caller should, `beat_at`: when it was last seen to run (None: nobody
    looks), `committed_at`: when it last wrote.  Instants are the hotline's.
    """

    began_at: datetime | None = None
    lost_at: datetime | None = None
    lack: Lack | None = None
    last_absence: Absence | None = None
    kept_until: datetime | None = None
    beat_at: datetime | None = None
    committed_at: datetime | None = None
    stands_still_after: timedelta = timedelta(seconds=3)
    _tried_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def hold(self, lock: ThreadLock) -> Iterator[None]:
        """Hold `lock`; while the database is away nobody queues for it."""
        if self.lost_at is None or isinstance(lock, Turnstile):
            with lock:
                yield
            return
        if not lock.acquire(blocking=False):
            raise DatabaseAway(lack=self.lack or Lack.DATABASE)
        try:
            yield
        finally:
            lock.release()

    def require(self, now: datetime) -> None:
        """Raise DatabaseAway when it was tried within the last second; else this is the try."""
        if self.lost_at is None:
            return
        with self._lock:
            tried_at = self._tried_at or self.lost_at
            if self.lost_at is not None and abs(now - tried_at) < TRY_AGAIN_AFTER:
                raise DatabaseAway(lack=self.lack or Lack.DATABASE)
            self._tried_at = now

    def find_away_until(self, now: datetime) -> datetime | None:
        """The last instant at which nothing could be taken here, as is known at `now`."""
        if self.lost_at is not None:
            return now
        if self._stood_still(now):  # whoever looks has not woken yet
            return now + TAKEN_LATE_FOR
        found_at = self.last_absence.found_at if self.last_absence is not None else None
        known = [at for at in (self.began_at, found_at, self.kept_until) if at is not None]
        return max(known, default=None)

    def note_beat(self, now: datetime) -> None:
        """This process runs; whatever reached it since the last beat it may have kept waiting."""
        if self.beat_at is not None and self._stood_still(now):
            with self._lock:
                self.last_absence = Absence(self.beat_at, now)
                self.kept_until = now + TAKEN_LATE_FOR
        self.beat_at = now

    def _stood_still(self, now: datetime) -> bool:
        return self.beat_at is not None and now - self.beat_at > self.stands_still_after

    def note_wait(self, asked_at: datetime, now: datetime, longest: timedelta) -> None:
        """A transaction that was asked for at `asked_at` begins: a lock that lets go before the
        time-out is an absence as well."""
        if now - asked_at > longest:
            self.kept_until = now

    def note_failure(
        self, error: BaseException, now: datetime, asked_at: datetime | None = None
    ) -> None:
        """A transaction failed that was asked for at `asked_at`; only what fails everybody makes
        the database count as away."""
        lack = find_lack(error)
        if isinstance(error, DatabaseAway) or lack not in _EVERYBODYS:
            return
        with self._lock:
            self.lost_at, self.lack, self._tried_at = self.lost_at or asked_at or now, lack, now

    def note_success(self, now: datetime) -> None:
        """Something was committed."""
        self.committed_at = now
        if self.lost_at is None:
            return
        with self._lock:
            self.last_absence = Absence(self.lost_at or now, now)
            self.lost_at, self.lack, self._tried_at = None, None, None


_EVERYBODYS = frozenset({Lack.DATABASE, Lack.DISK, Lack.WRITABLE})
