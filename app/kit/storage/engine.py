"""Engines for SQLite (WAL, one writer) and PostgreSQL behind one set of settings."""

from __future__ import annotations

import contextlib
from math import inf
from pathlib import Path
from select import POLLIN, poll
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

from app.kit.storage.scope import keep_to_hotline

WRITES = "hotline_writes"
"""Execution option of a connection that will write: SQLite takes its one writer at once."""

LONGEST_WAIT_S = 8
"""For a connection or a lock: a carrier's request must be answered within 15 seconds, also with
an apology."""

PRIVATE = 0o600
"""Files of the hotline hold what people told it."""

MOST_CONNECTIONS = 80
"""One for every place at a door (`app.kit.web.bulkheads`) and every thread beside: the telephone
waits for none that the public holds.  Ten to twenty are kept, the others come and go."""

RESTED_S = 0.5
"""After so long a connection is asked whether it still lives before it is used."""

_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=8000")


def make_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for `url`.  `durable=False` skips fsync: for tests and replays only."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(
            parsed,
            pool_size=10,
            max_overflow=MOST_CONNECTIONS - 10,
            pool_timeout=LONGEST_WAIT_S,
            hide_parameters=True,
            connect_args={
                "connect_timeout": 3,
                "tcp_user_timeout": LONGEST_WAIT_S * 1000,  # ms: a server that fell silent
                "options": f"-c lock_timeout={LONGEST_WAIT_S}s",
            },
        )
        keep_to_hotline(engine)
        _ask_rested(engine)
        return engine
    if parsed.database:
        _keep_to_ourselves(Path(parsed.database))
    engine = create_engine(
        parsed, pool_size=20, max_overflow=MOST_CONNECTIONS - 20, hide_parameters=True
    )
    keep_to_hotline(engine)
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, durable))
    event.listen(engine, "begin", _begin)
    return engine


def _ask_rested(engine: Engine) -> None:
    """Whoever gets a connection that has rested, or on which something came unasked (the server's
    farewell), asks first whether it still lives.  Of one that just came back nobody asks: under
    load that would be every second question to the database."""

    def note_rest(_: Any, record: Any) -> None:
        record.info["rests_since_s"] = monotonic()

    def ask(connection: Any, record: Any, _: Any) -> None:
        rests_since_s = record.info.get("rests_since_s", inf)  # a new one does not rest
        has_rested = monotonic() - rests_since_s > RESTED_S
        if not has_rested and not has_something_come(connection.fileno()):
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", note_rest)
    event.listen(engine, "checkout", ask)


def has_something_come(descriptor: int) -> bool:
    """Of any descriptor: `select` takes none beyond a thousand, which a flood makes us use."""
    waiting = poll()
    waiting.register(descriptor, POLLIN)
    return bool(waiting.poll(0))


def _keep_to_ourselves(path: Path) -> None:
    """The file, and what SQLite lays beside it, is readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=PRIVATE)
    for each in (path, *path.parent.glob(f"{path.name}-*")):
        with contextlib.suppress(OSError):  # another's file: whoever owns it sees to it
            each.chmod(PRIVATE)


def _prepare(connection: Any, durable: bool) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (*_PRAGMAS, f"synchronous={'FULL' if durable else 'OFF'}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
