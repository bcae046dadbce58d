"""`hotline prune`: deletes what only recovery needed, once it is old; the worker does it daily."""

from __future__ import annotations

import argparse
from datetime import timedelta


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `prune`."""
    parser = subparsers.add_parser(
        "prune", help="delete old receipts of webhooks and effects that have happened"
    )
    parser.add_argument("--dry-run", action="store_true", help="only count, delete nothing")
    parser.set_defaults(run=prune_from_arguments)


def prune_from_arguments(arguments: argparse.Namespace) -> int:
    """Prune the database of the environment, or count; prints one line for each kind of row."""
    from app.doors.webhooks.retention import count_outgrown, prune
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    settings = read_settings()
    store, kept_for = open_store(settings), timedelta(days=settings.kept_days)
    if arguments.dry_run:
        with store.read() as session:
            told, word = count_outgrown(session, store.clock.now(), kept_for), "to delete"
    else:
        told, word = prune(store, kept_for), "deleted"
    for name, count in told.items():
        print(f"{name}: {count} {word}")
    store.engine.dispose()
    return 0
