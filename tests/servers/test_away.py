"""What is a lack that passes is told from a fault by real failures of real databases."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from app.kit.storage.away import Absence, DatabaseAway, Lack, Presence, find_lack
from app.kit.storage.engine import make_engine
from tests.servers.postgres import PostgresServer

AT = datetime(2026, 11, 28, tzinfo=UTC)
FILL = "INSERT INTO rows SELECT randomblob(9000) FROM (VALUES (1), (2), (3), (4))"


def fail_on_sqlite(path: Path, *statements: str) -> Lack | None:
    """What the last statement's failure is taken for."""
    *before, last = statements
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        for statement in before:
            connection.exec_driver_sql(statement)
        with pytest.raises(DBAPIError) as failed:
            connection.exec_driver_sql(last)
    engine.dispose()
    return find_lack(failed.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE rows (x)")
    return path


def test_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = fail_on_sqlite(file, "PRAGMA busy_timeout=0", "BEGIN IMMEDIATE")
        assert locked is Lack.DATABASE
    full = fail_on_sqlite(file, "PRAGMA max_page_count=3", FILL)
    assert full is Lack.DISK
    assert fail_on_sqlite(file, "PRAGMA query_only=1", FILL) is Lack.WRITABLE
    assert fail_on_sqlite(file, "SELECT nothing FROM rows") is None
    assert fail_on_sqlite(file, "INSERT INTO nowhere VALUES (1)") is None


@pytest.mark.postgres
def test_postgres(postgres_server: PostgresServer, empty_postgres_url: str) -> None:
    engine = make_engine(empty_postgres_url)

    def fail(*statements: str) -> Lack | None:
        *before, last = statements
        with engine.connect() as connection:
            for statement in before:
                connection.execute(text(statement))
            with pytest.raises(DBAPIError) as failed:
                connection.execute(text(last))
        return find_lack(failed.value)

    cut = "SELECT pg_terminate_backend(pg_backend_pid())"
    assert fail(cut) is Lack.DATABASE
    assert fail("SET TRANSACTION READ ONLY", "CREATE TABLE x (y int)") is Lack.WRITABLE
    assert fail("SELECT nothing FROM nowhere") is None
    assert fail("SELECT 1/0") is None
    for state, lack in (("40P01", Lack.TURN), ("40001", Lack.TURN), ("53100", Lack.DISK)):
        raising = f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{state}'; END $$"
        assert fail(raising) is lack
    engine.dispose()
    gone = make_engine(f"postgresql://postgres@/x?host={postgres_server.folder}/nowhere")
    with pytest.raises(DBAPIError) as refused:
        gone.connect()
    assert find_lack(refused.value) is Lack.DATABASE


def test_other_failures() -> None:
    assert find_lack(OSError(errno.ENOSPC, "full")) is Lack.DISK
    assert find_lack(ConnectionResetError()) is Lack.MACHINE
    assert find_lack(MemoryError()) is Lack.MACHINE
    for fault in (ValueError(), KeyError(), RuntimeError(), AssertionError()):
        assert find_lack(fault) is None


def test_one_a_second_tries_while_the_database_is_away() -> None:
    presence = Presence()
    presence.require(AT)
    presence.note_failure(ValueError(), AT)
    assert presence.lost_at is None, "a fault of ours is no absence"
    presence.note_failure(OSError(errno.ENOSPC, "full"), AT)
    with pytest.raises(DatabaseAway):
        presence.require(AT + timedelta(seconds=0.9))
    presence.require(AT + timedelta(seconds=1))
    with pytest.raises(DatabaseAway):
        presence.require(AT + timedelta(seconds=1.1))
    presence.note_success(AT + timedelta(seconds=2))
    assert presence.lost_at is None
    assert presence.last_absence == Absence(AT, AT + timedelta(seconds=2))
    presence.require(AT + timedelta(seconds=2))
