"""The hotline of the journeys, for what the dispatcher does in one."""

from tests.journeys.conftest import (
    database_url,
    hotline,
    migrated_file,
    open_hotline,
    open_on_sqlite,
    sqlite_url,
)

__all__ = [
    "database_url",
    "hotline",
    "migrated_file",
    "open_hotline",
    "open_on_sqlite",
    "sqlite_url",
]
