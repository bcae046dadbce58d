"""Groups of sub-commands to which several features add, such as `hotline bench …`."""

from __future__ import annotations

import argparse

Subparsers = argparse._SubParsersAction  # its own documentation names no public type


def join_group(
    subparsers: Subparsers[argparse.ArgumentParser], name: str, about: str
) -> Subparsers[argparse.ArgumentParser]:
    """The sub-commands below `name`; whoever asks first makes the group, with `about` as help."""
    group = subparsers.choices.get(name)
    if group is None:
        group = subparsers.add_parser(name, help=about)
        return group.add_subparsers(required=True, metavar="SUBJECT")
    return next(action for action in group._actions if isinstance(action, Subparsers))
