"""`hotline hotlines add` and `hotlines list`: further hotlines in the same house."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `hotlines` and its verbs."""
    parser = subparsers.add_parser("hotlines", help="the hotlines of this house")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="add a hotline; its processes are started anew afterwards")
    add.add_argument("name", help="what people of the house call it")
    add.add_argument("--number", required=True, help="the number that its callers ring")
    add.add_argument(
        "--host",
        action="append",
        default=[],
        help="a name of ours under which its public pages and its chat are asked for; repeatable",
    )
    add.set_defaults(run=add_from_arguments)
    verbs.add_parser("list", help="number, name and telephone number of each").set_defaults(
        run=list_from_arguments
    )


def add_from_arguments(arguments: argparse.Namespace) -> int:
    """Add it and print its number, by which `hotline --hotline` means it."""
    from app.hotline.opening.hotline_actions import NewHotline, add_hotline
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    new = NewHotline(arguments.name, arguments.number, tuple(arguments.host))
    hotline_id = add_hotline(open_store(read_settings()), new)
    print(f"hotline {hotline_id}: {new.name}, {new.number}; start the processes anew")
    print(f"its people: hotline --hotline {hotline_id} agents add …, accounts add …")
    return 0


def list_from_arguments(_: argparse.Namespace) -> int:
    """One line for each."""
    from app.hotline.opening.hotline_actions import list_hotlines
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    for each in list_hotlines(open_store(read_settings())):
        print("  ".join((str(each.id), each.name or "-", each.number or "-", *each.hosts)))
    return 0
