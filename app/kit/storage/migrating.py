"""Brings a database to the present tables; safe to run at every start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from app.kit.storage.engine import WRITES

MIGRATING = 12348
"""The key of the advisory lock (https://www.postgresql.org/docs/current/explicit-locking.html)."""
_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> str:
    """Apply every missing step in one transaction; returns the revision reached.

    Of several who begin together one does it and the others find it done.
    """
    with moving(engine) as connection:
        config = make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return MigrationContext.configure(connection).get_current_revision() or ""


@contextmanager
def moving(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be changed, and nobody else changes them."""
    with (
        engine.execution_options(**{WRITES: True}).connect() as connection,
        _free_of_references(connection),
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            _wait_for_others(connection)
        yield connection


@contextmanager
def _free_of_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by putting another in its place, which it lets nobody do to a table
    that is referred to (https://www.sqlite.org/lang_altertable.html#otheralter)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _wait_for_others(connection: Connection) -> None:
    """Until the end of this transaction nobody else migrates; meant to outlast a long step."""
    patience = connection.scalar(text("SHOW lock_timeout"))
    connection.execute(text("SET LOCAL lock_timeout = '10min'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
    connection.execute(
        text("SELECT set_config('lock_timeout', :as_before, true)"), {"as_before": patience}
    )


def find_head() -> str:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(make_config()).get_current_head() or ""


def make_config() -> Config:
    """Alembic's configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
