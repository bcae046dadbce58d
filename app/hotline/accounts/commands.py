"""`hotline accounts add|password|reset-factor`: accounts at the command line, the first one above
all."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.hotline.accounts import staff_commands

if TYPE_CHECKING:
    from app.kit.storage.unit_of_work import Store

ROLES = ("agent", "expert", "supervisor", "editor", "admin")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `accounts` and its verbs."""
    parser = subparsers.add_parser("accounts", help="who may sign in")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="add an account")
    add.add_argument("username")
    add.add_argument("--role", choices=ROLES, default="admin")
    add.add_argument("--name", help="shown on pages; default: the user name")
    add.add_argument("--agent", type=int, help="id of the agent who signs in with it")
    add.add_argument("--language", choices=("bo", "zh"))
    add.set_defaults(run=add_from_arguments)
    password = verbs.add_parser("password", help="set a new password")
    password.add_argument("username")
    password.set_defaults(run=set_password_from_arguments)
    reset = verbs.add_parser(
        "reset-factor", help="the phone is lost: the second factor is set up anew at next sign-in"
    )
    reset.add_argument("username")
    reset.set_defaults(run=reset_factor_from_arguments)
    staff_commands.register(subparsers)


def add_from_arguments(arguments: argparse.Namespace) -> int:
    """Add the account; the password is read from the terminal or the first line of stdin."""
    from app.hotline.accounts.actions import NewAccount, add_account
    from app.hotline.accounts.roles import Role
    from app.kit.i18n import parse_language

    new = NewAccount(
        username=arguments.username,
        password=_read_password(),
        name=arguments.name or arguments.username,
        role=Role(arguments.role),
        agent_id=arguments.agent,
        language=parse_language(arguments.language),
    )
    account_id = add_account(_open_store(), new)
    print(f"account {account_id}: {arguments.username}, {arguments.role}")
    return 0


def set_password_from_arguments(arguments: argparse.Namespace) -> int:
    """Set the password read from the terminal or stdin; all sessions of the account end."""
    from app.hotline.accounts.actions import set_password

    set_password(_open_store(), arguments.username, _read_password())
    return 0


def reset_factor_from_arguments(arguments: argparse.Namespace) -> int:
    """Take the second factor away; all sessions of the account end."""
    from app.hotline.accounts.actions import reset_factor
    from app.hotline.accounts.queries import find_account
    from app.kit.errors import NotFound

    with _open_store().write() as uow:
        account = find_account(uow.session, arguments.username)
        if account is None:
            raise NotFound(what="account", name=arguments.username)
        reset_factor(uow, account.id, None)
    print(f"{arguments.username}: the second factor is set up at the next sign-in")
    return 0


def _open_store() -> Store:
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    return open_store(read_settings())


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    return getpass("password: ")
