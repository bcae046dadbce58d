"""The `hotline` command: collects the sub-commands of every feature that has any."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from app.kit.errors import HotlineError
from app.kit.storage.scope import within

FEATURES: tuple[str, ...] = (
    "app.kit.storage",
    "app.kit.i18n",
    "app.hotline.accounts",
    "app.hotline.calls",
    "app.hotline.duty",
    "app.hotline.opening",
    "app.hotline.prompts",
    "app.doors.webhooks",
    "app.desks.reports",
    "app.hotline.answers",
    "app.desks.planning",
    "app.rehearsal.replay",
    "app.rehearsal.replay.orders",
    "app.rehearsal.replay.floods",
    "app.rehearsal.replay.calls",
    "app.rehearsal.replay.crashes",
    "app.rehearsal.training",
)
"""Packages whose `commands.register` adds sub-commands."""
_UNREADABLE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
"""A file that somebody named."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; a named error, and a file that cannot be read, become one
    line on stderr and exit code 2."""
    args = _build_parser().parse_args(arguments)
    importlib.import_module("app.run.tables")  # a mapper needs every table that it refers to
    try:
        with within(args.hotline) if args.hotline else nullcontext():
            return int(args.run(args))
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        return 2
    except _UNREADABLE as error:
        print(f"hotline: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except UnicodeDecodeError as error:
        print(f"hotline: no UTF-8 text, at byte {error.start}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hotline", description=__doc__)
    parser.add_argument(
        "--hotline", type=int, help="which hotline is meant, where the house has several"
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for feature in FEATURES:
        importlib.import_module(f"{feature}.commands").register(subparsers)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
