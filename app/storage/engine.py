"""Engines for SQLite (WAL, one writer) and PostgreSQL behind one set of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

WRITES = "hotline_writes"
"""Execution option of a connection that will write: SQLite takes its one writer at once."""

LONGEST_WAIT_S = 8
"""For a connection or a lock: a carrier's request must be answered within 15 seconds, also with
an apology."""

_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=8000")


def make_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for `url`.  `durable=False` skips fsync: for tests and replays only."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(
            parsed,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            pool_timeout=LONGEST_WAIT_S,
            connect_args={"connect_timeout": 3, "options": f"-c lock_timeout={LONGEST_WAIT_S}s"},
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=20)
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, durable))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, durable: bool) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (*_PRAGMAS, f"synchronous={'FULL' if durable else 'OFF'}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
