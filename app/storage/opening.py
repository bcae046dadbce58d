"""Opens the database of the environment for a command that runs and ends."""

from __future__ import annotations

from app.clock import parse_clock
from app.settings import Settings
from app.storage.engine import make_engine
from app.storage.unit_of_work import Store
from app.storage.vault import Vault


def open_store(settings: Settings) -> Store:
    """The store that `settings` name."""
    return Store(
        make_engine(settings.database_url),
        parse_clock(settings.clock_spec),
        Vault(settings.secret_key),
    )
