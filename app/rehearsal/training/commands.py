"""`hotline training`: the training hotline and its scripted morning; started by scripts/run."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `training`."""
    parser = subparsers.add_parser(
        "training", help="made-up staff and callers for an empty local database (scripts/run)"
    )
    parser.add_argument("--load-only", action="store_true", help="load, print the sign-ins, end")
    parser.set_defaults(run=run_training)


def run_training(arguments: argparse.Namespace) -> int:
    """Load once, tell the sign-ins, and play until the process is ended."""
    import signal
    import threading

    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store
    from app.rehearsal.training.opening import check_surroundings, load_past, open_training
    from app.rehearsal.training.staff import describe_sign_ins

    settings = read_settings()
    check_surroundings(settings)
    store = open_store(settings)
    opened = open_training(store)
    if opened is None:
        print("this database is not a training one: nothing is loaded or played", flush=True)
        return 0
    print(describe_sign_ins(), flush=True)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    load_past(store, settings, opened)
    if not arguments.load_only:
        from app.kit.logs import mask_logs
        from app.rehearsal.training.morning import play_morning

        mask_logs("WARNING")
        play_morning(store, settings, opened.agent_ids, stopping)
    return 0
