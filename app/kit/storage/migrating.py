"""Brings a database to the present tables; safe to run at every start."""

from __future__ import annotations

from pathlib import Path

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
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            _wait_for_others(connection)
        config = make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return MigrationContext.configure(connection).get_current_revision() or ""


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
