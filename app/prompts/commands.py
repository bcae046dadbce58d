"""`hotline fallback`: prints the static document for the number's fallback address."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `fallback`."""
    parser = subparsers.add_parser("fallback", help="print the number's static fallback document")
    parser.add_argument("--media", default="", metavar="URL", help="where its recording is served")
    parser.set_defaults(run=print_fallback)


def print_fallback(arguments: argparse.Namespace) -> int:
    """Print the document for the environment's `PUBLIC_BASE_URL`."""
    from app.prompts.fallback import write_fallback
    from app.settings import read_settings

    print(write_fallback(read_settings().public_base_url, arguments.media))
    return 0
