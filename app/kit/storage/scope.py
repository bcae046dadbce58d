"""Every statement keeps to one hotline: the one of the session, or connection, that asks.

Several hotlines live in one database and every row belongs to one of them.  No query says so
itself: while a statement is put into SQL, each table it reads or changes gets its condition here,
whoever wrote the statement and in whatever way (a query, a `get`, what a relationship loads, a
flush, an `update` past the session).  The value comes with the connection, so the SQL is made once
for all hotlines.  A connection that names no hotline is refused rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Alias,
    ColumnElement,
    Delete,
    Dialect,
    Engine,
    FromClause,
    Integer,
    Join,
    Select,
    Table,
    TextClause,
    Update,
    bindparam,
    func,
    text,
)
from sqlalchemy.orm import Session

from app.kit.errors import HotlineError

HOTLINE = "hotline"
"""Execution option of a connection: the hotline that it asks for."""
FIRST_HOTLINE = 1
"""The one that is made at set-up; alone until somebody adds another."""
KEY = "hotline_id"
KEPT = "is_kept_to_hotline"
"""Said in the `info` of the metadata whose tables have the key."""
IS_HOTLINE = "is_hotline"
"""Said in the `info` of the one table without it, whose rows are the hotlines themselves."""

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_VALUE = bindparam("of_hotline", type_=Integer, required=True)
_EVERY = text("/* every hotline */")
_CURRENT: ContextVar[int | None] = ContextVar("hotline", default=None)

S = TypeVar("S", bound=Select[Any] | Update | Delete)


class Unscoped(HotlineError):
    """Something asks for rows and says of no hotline: a command that must name one, or a fault of
    ours."""

    code = "unscoped"


@contextmanager
def within(hotline_id: int) -> Iterator[None]:
    """Whatever opens a session while the block lasts asks for this hotline."""
    token = _CURRENT.set(hotline_id)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def enter(hotline_id: int) -> None:
    """As `within`, for the rest of a request: what it calls in other threads asks for it too."""
    _CURRENT.set(hotline_id)


def mark_token(hotline_id: int, token: str) -> str:
    """The token of something of a hotline's: it tells the hotline, and is a secret for all that."""
    return token if hotline_id == FIRST_HOTLINE else f"{hotline_id}-{token}"


def find_hotline_of_token(token: str) -> int:
    """The hotline that a token tells; where there is no such token, there is nothing there."""
    number, mark, _ = token.partition("-")
    return int(number) if mark and _NUMBER.fullmatch(number) else FIRST_HOTLINE


def find_current() -> int | None:
    """The hotline of whoever asks now; None when nobody has said."""
    return _CURRENT.get()


def find_hotline_of(session: Session) -> int:
    """The hotline that a session asks for; raises Unscoped."""
    bind = session.get_bind()
    return require_hotline(bind.get_execution_options().get(HOTLINE))


def require_hotline(hotline_id: int | None) -> int:
    """Raises Unscoped for None."""
    if hotline_id is None:
        raise Unscoped("the house has several hotlines, and none is named (hotline --hotline …)")
    return hotline_id


def every_hotline(statement: S) -> S:
    """A statement that means the rows of all hotlines: who asks, or how the house is.

    The few that may are listed, with their reasons, in `tests/architecture/test_hotlines.py`.
    """
    return cast(S, statement.prefix_with(_EVERY))


def take_hotline(context: Any) -> int:
    """The default of every table's key: a row is of the hotline that writes it."""
    return require_hotline(context.execution_options.get(HOTLINE))


def keep_to_hotline(engine: Engine) -> None:
    """From now on this engine's statements keep to the hotline of their connection."""
    dialect: Any = engine.dialect
    compiler, context = dialect.statement_compiler, dialect.execution_ctx_cls
    dialect.statement_compiler = type("HotlineCompiler", (_Compiler, compiler), {})
    dialect.execution_ctx_cls = type("HotlineContext", (_Context, context), {})


class _Compiler:
    """Adds the conditions; mixed into the compiler of a database."""

    stack: list[Any]
    dialect: Dialect

    def _compose_select_body(self, sql: str, select: Any, *rest: Any) -> str:
        _, _, froms, *_ = rest
        if not _is_of_every(select):
            select = select.where(*(each for root in froms for each in self._keep(root)))
        composed: str = super()._compose_select_body(sql, select, *rest)  # type: ignore[misc]
        return composed

    def visit_join(self, join: Join, *rest: Any, **options: Any) -> str:
        kept = () if _is_of_every(self.stack[-1]["selectable"]) else (*self._keep(join.right),)
        if kept:
            narrowed = Join(join.left, join.right, join.onclause, join.isouter, join.full)
            for each in kept:
                narrowed.onclause = narrowed.onclause & each  # type: ignore[operator]
            join = narrowed
        visited: str = super().visit_join(join, *rest, **options)  # type: ignore[misc]
        return visited

    def visit_update(self, statement: Update, *rest: Any, **options: Any) -> str:
        visited: str = super().visit_update(self._narrow(statement), *rest, **options)  # type: ignore[misc]
        return visited

    def visit_delete(self, statement: Delete, *rest: Any, **options: Any) -> str:
        visited: str = super().visit_delete(self._narrow(statement), *rest, **options)  # type: ignore[misc]
        return visited

    def _narrow(self, statement: Any) -> Any:
        if _is_of_every(statement):
            return statement
        return statement.where(*self._keep(statement.table))

    def _keep(self, root: FromClause) -> Iterator[ColumnElement[bool]]:
        """The condition of the table that a FROM begins with; those it joins have theirs in ON,
        where they belong for an outer join.

        SQLite would take it for one that leaves few rows, and plan otherwise.
        """
        while isinstance(root, Join):
            root = root.left
        table = root.element if isinstance(root, Alias) else root
        if isinstance(table, Table) and table.metadata.info.get(KEPT):
            kept = root.c["id" if table.info.get(IS_HOTLINE) else KEY] == _VALUE
            yield func.likely(kept) if self.dialect.name == "sqlite" else kept


class _Context:
    """Fills the conditions in; mixed into what executes the statements of a database."""

    @classmethod
    def _init_compiled(
        cls,
        dialect: Any,
        connection: Any,
        raw: Any,
        options: Any,
        compiled: Any,
        parameters: Any,
        *rest: Any,
        **more: Any,
    ) -> Any:
        if _VALUE.key in compiled.binds:
            value = {_VALUE.key: require_hotline(options.get(HOTLINE))}
            parameters = [{**each, **value} for each in parameters] if parameters else [value]
        return super()._init_compiled(  # type: ignore[misc]
            dialect, connection, raw, options, compiled, parameters, *rest, **more
        )


def _is_of_every(statement: Any) -> bool:
    prefixes = getattr(statement, "_prefixes", ())
    return any(isinstance(p, TextClause) and p.text == _EVERY.text for p, _ in prefixes)
