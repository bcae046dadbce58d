"""Which hotlines live in this house, and how whoever asks is told to which of them.

Learned when a process begins: after adding one, its processes are started anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import column, select, table
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.types import JSON

from app.kit.storage.scope import FIRST_HOTLINE, find_current, find_hotline_of_token
from app.kit.storage.unit_of_work import Store

_HOTLINES = table("hotline", column("id"), column("number"), column("hosts", JSON))
"""Not the model, whose statements keep to one hotline."""


@dataclass(slots=True)
class Hotlines:
    """`own_number` is the first hotline's; `numbers` and `hosts` are what the others are reached
    under.  Where there is one hotline nobody need be told which is meant."""

    store: Store
    own_number: str = ""
    ids: tuple[int, ...] = (FIRST_HOTLINE,)
    numbers: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)

    def learn(self) -> None:
        """Read which there are; a database without tables has the first alone."""
        known = select(_HOTLINES).order_by(_HOTLINES.c.id)
        try:
            with self.store.engine.connect() as connection:
                rows = connection.execute(known).all()
        except (OperationalError, ProgrammingError):
            return
        self.ids = tuple(sorted({FIRST_HOTLINE, *(row.id for row in rows)}))
        self.numbers = {row.number: row.id for row in rows if row.number}
        self.hosts = {host: row.id for row in rows for host in row.hosts or ()}
        self.store.only_hotline = FIRST_HOTLINE if len(self.ids) == 1 else None

    @property
    def has_several(self) -> bool:
        """Whether it must be told which hotline is meant."""
        return self.store.only_hotline is None

    def find_number(self) -> str:
        """The number of the hotline that asks, as its callers ring it."""
        current = find_current() or FIRST_HOTLINE
        own = (number for number, hotline_id in self.numbers.items() if hotline_id == current)
        return next(own, self.own_number if current == FIRST_HOTLINE else "")

    def find_by_number(self, number: str) -> int:
        """The hotline that was called; the first where the carrier names a number unknown here."""
        return self.numbers.get(number, FIRST_HOTLINE)

    def find_by_host(self, host: str) -> int:
        """The hotline whose pages the public asks for under this name of ours."""
        return self.hosts.get(host, FIRST_HOTLINE)

    def find_by_token(self, token: str) -> int:
        """The hotline of what the token names; the first, which has no such thing, otherwise."""
        told = find_hotline_of_token(token)
        return told if told in self.ids else FIRST_HOTLINE
