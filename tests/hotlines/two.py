"""Two hotlines in one house: the first has everything (`tests.web.everybody`), the second has
people of every role, who ask for what is the first one's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table

from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.opening.hotline_actions import NewHotline
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.run.tables import METADATA
from tests.console.installation import PASSWORD, Hotline
from tests.web.everybody import Everybody, settle_in

SECOND = NewHotline("阿坝州", "+8683712348", ("second.localhost",))
AT_THE_LINE = {"agent": Role.AGENT, "expert": Role.EXPERT, "supervisor": Role.SUPERVISOR}
AT_A_DESK = {"editor": Role.EDITOR, "admin": Role.ADMIN}
STRANGERS = (*AT_THE_LINE, *AT_A_DESK)
"""Roles of the second hotline."""


def open_house(folder: Path) -> Everybody:
    """The second hotline's people sit at the browsers of their roles."""
    everybody = settle_in(folder)
    hotline = everybody.hotline
    second = hotline.world.add_hotline(SECOND)
    with within(second):
        for name, role in AT_THE_LINE.items():
            hotline.hire(f"{name}-of-two", "bo", "zh", role=role)
        for name, role in AT_A_DESK.items():
            username = f"{name}-of-two"
            add_account(hotline.world.services.store, NewAccount(username, PASSWORD, name, role))
    for name in STRANGERS:
        everybody.browsers[name] = _sign_in(hotline, f"{name}-of-two")
    for name in ("agent", "expert"):  # an offer that rings is answered by who sits there
        everybody.browsers[f"{name}'s colleague"] = everybody.browsers[name]
    everybody.keep()
    return everybody


def _sign_in(hotline: Hotline, username: str):  # type: ignore[no-untyped-def]
    browser = hotline.sign_in(username)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    browser.cookies.clear()
    browser.headers["cookie"] = cookie
    return browser


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the first hotline's tables hold."""

    rows: dict[str, list[tuple[object, ...]]]

    @classmethod
    def read(cls, database: sqlite3.Connection, hotline_id: int = FIRST_HOTLINE) -> Ledger:
        own = {
            name: f"SELECT * FROM {name} WHERE {_key(table)} = ? ORDER BY 1"
            for name, table in METADATA.tables.items()
            if name != "health_probes"
        }
        return cls({n: database.execute(sql, (hotline_id,)).fetchall() for n, sql in own.items()})

    def list_changed(self, later: Ledger) -> list[str]:
        """The tables that differ."""
        return [name for name, rows in self.rows.items() if rows != later.rows[name]]


def find_crossings(database: sqlite3.Connection) -> Iterator[str]:
    """Rows that refer to another hotline's."""
    for name, table in METADATA.tables.items():
        for key in table.foreign_keys:
            parent, column = key.column.table.name, key.parent.name
            if column == "hotline_id":
                continue
            sql = (
                f"SELECT count(*) FROM {name} c JOIN {parent} p ON p.{key.column.name} = c.{column}"
                f" WHERE NOT EXISTS (SELECT 1 FROM {parent} o WHERE o.{key.column.name} ="
                f" c.{column} AND o.hotline_id = c.hotline_id)"
            )
            if database.execute(sql).fetchone()[0]:
                yield f"{name}.{column}"


def _key(table: Table) -> str:
    return "hotline_id" if "hotline_id" in table.c else "id"
