"""`hotline agents add`: puts a person on the roster and gives them an account."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `agents` and its verbs."""
    parser = subparsers.add_parser("agents", help="the people who answer")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="add an agent; the password is the first line of stdin")
    add.add_argument("username")
    add.add_argument("--name", help="shown on pages; default: the user name")
    add.add_argument("--languages", default="zh", help="comma separated: zh,bo")
    add.add_argument("--varieties", default="", help="spoken Tibetan, comma separated: kham,amdo")
    add.add_argument("--seats", default="general", help="kinds of work, the main one first")
    add.add_argument("--phone", default="", help="where it rings: number, sip:… or client:…")
    add.add_argument("--on-call", action="store_true", help="rung only when nobody else fits")
    add.add_argument("--role", choices=("agent", "expert", "supervisor"), default="agent")
    add.set_defaults(run=add_from_arguments)


def add_from_arguments(arguments: argparse.Namespace) -> int:
    """Add the agent and the account, both or neither; prints their numbers."""
    from app.hotline.accounts.actions import NewAccount, hash_new_password, insert_account
    from app.hotline.accounts.roles import Role
    from app.hotline.agents.actions import NewAgent, add_agent
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    seats = _split(arguments.seats)
    new = NewAgent(
        name=arguments.name or arguments.username,
        languages=_split(arguments.languages),
        varieties=_split(arguments.varieties),
        main_seat=seats[0] if seats else "",
        second_seats=seats[1:],
        address=arguments.phone,
        on_call=arguments.on_call,
    )
    password = sys.stdin.readline().rstrip("\n")
    store = open_store(read_settings())
    account = NewAccount(arguments.username, password, new.name, Role(arguments.role))
    password_hash = hash_new_password(password, arguments.username)
    with store.write() as uow:
        agent_id = add_agent(uow, new).id
        account_id = insert_account(uow, replace(account, agent_id=agent_id), password_hash)
    print(f"agent {agent_id}, account {account_id}: {arguments.username}")
    return 0


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
