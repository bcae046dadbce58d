"""`hotline migrate`: brings the database to the present tables."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `migrate`."""
    parser = subparsers.add_parser("migrate", help="bring the database to the present tables")
    parser.set_defaults(run=migrate_from_arguments)


def migrate_from_arguments(arguments: argparse.Namespace) -> int:
    """Migrate the database of the environment."""
    from app.kit.settings import read_settings
    from app.kit.storage.engine import make_engine
    from app.kit.storage.migrating import migrate

    engine = make_engine(read_settings().database_url)
    print(f"database at revision {migrate(engine)}")
    engine.dispose()
    return 0
