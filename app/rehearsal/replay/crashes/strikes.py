"""What strikes the installation: one process killed, or database or disk taken away for a while."""

from __future__ import annotations

import contextlib
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

from app.kit.errors import BadInput
from app.rehearsal.replay.crashes.installation import REDIS, WEB, WORKER, StruckInstallation
from app.rehearsal.replay.crashes.watching import is_answered

SMALL_DISK_BYTES = 256 * 1024 * 1024
FILLS_BY_BYTES = 4096
Strike = Callable[[StruckInstallation, float], tuple[datetime, bool]]
"""Strikes, and is over when what was taken away (for so many seconds) is back; returns when it
struck, and whether callers went unanswered: PostgreSQL goes on when our own disk is full."""


def kill(pattern: str) -> Strike:
    """kill -9; the supervisor brings it back by itself."""

    def strike(installation: StruckInstallation, _seconds: float) -> tuple[datetime, bool]:
        return installation.kill(pattern), True

    return strike


def take_away(take: Callable[[StruckInstallation], AbstractContextManager[None]]) -> Strike:
    """Away for `seconds`, then back."""

    def strike(installation: StruckInstallation, seconds: float) -> tuple[datetime, bool]:
        struck_at = installation.store.clock.now()
        with take(installation):
            installation.wait(seconds)
            is_down = not is_answered(installation)
        return struck_at, is_down

    return strike


@contextmanager
def without_database(installation: StruckInstallation) -> Iterator[None]:
    """SQLite: locked by somebody else.  PostgreSQL: cuts everybody off and lets nobody in, as in a
    fail-over; needs the right to do so."""
    url = installation.store.engine.url
    with _locked(url) if installation.store.is_sqlite else _refusing(url):
        yield


@contextmanager
def _locked(url: URL) -> Iterator[None]:
    with closing(sqlite3.connect(str(url.database), timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _refusing(url: URL) -> Iterator[None]:
    own = url.set(drivername="postgresql", database="postgres")
    name = psycopg.sql.Identifier(str(url.database))
    allow = psycopg.sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(own.render_as_string(hide_password=False), autocommit=True) as server:
        try:
            server.execute(allow.format(name, False))
        except psycopg.Error as error:
            raise BadInput(place="--database-url", reason=str(error)) from error
        try:
            server.execute(cut, [url.database])
            yield
        finally:
            server.execute(allow.format(name, True))


@contextmanager
def without_disk(installation: StruckInstallation) -> Iterator[None]:
    """A small disk is filled; on a large one, no file of web and worker takes another byte (their
    limit of file sizes), which they meet as they meet a full one.  PostgreSQL's own disk is not
    ours to fill."""
    folder = Path(installation.besieged.environment["HOTLINE_DATA_DIR"])
    is_small = shutil.disk_usage(folder).free < SMALL_DISK_BYTES
    with _filled(folder) if is_small else _limited(installation):
        yield


@contextmanager
def _filled(folder: Path) -> Iterator[None]:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"0" * FILLS_BY_BYTES):
            pass
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _limited(installation: StruckInstallation) -> Iterator[None]:
    limits = [
        (pid, resource.prlimit(pid, resource.RLIMIT_FSIZE)) for pid in _list_writers(installation)
    ]
    for pid, (_, most) in limits:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        for pid, limit in limits:
            if pid in _list_writers(installation):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


def _list_writers(installation: StruckInstallation) -> list[int]:
    return [*installation.find(WEB), *installation.find(WORKER)]


STRIKES: dict[str, Strike] = {
    "web": kill(WEB),
    "worker": kill(WORKER),
    "redis": kill(REDIS),
    "database": take_away(without_database),
    "disk": take_away(without_disk),
}
