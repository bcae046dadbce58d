"""Opens the database of the environment for a command that runs and ends."""

from __future__ import annotations

from app.kit.clock import parse_clock
from app.kit.settings import Settings
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault


def open_store(settings: Settings) -> Store:
    """The store that `settings` name."""
    return Store(
        make_engine(settings.database_url),
        parse_clock(settings.clock_spec),
        Vault(settings.secret_key),
    )
