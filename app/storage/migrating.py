"""Brings a database to the present tables; safe to run at every start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.storage.engine import WRITES

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> str:
    """Apply every missing step in one transaction; returns the revision reached."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return MigrationContext.configure(connection).get_current_revision() or ""


def find_head() -> str:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(make_config()).get_current_head() or ""


def make_config() -> Config:
    """Alembic's configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
