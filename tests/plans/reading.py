"""Which statements were asked, and how much of the database each of them reads.

SQLite tells its plan and counts its own steps; PostgreSQL tells how many rows every part of a plan
has read.  A row that was read is the measure on both: what reads few rows among thousands does not
grow with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.rehearsal.replay.calls.copying import GROWING
from app.run.tables import METADATA

STEPS_EACH = 100
"""How often SQLite tells that it is still at work, in steps of its machine: few for a row."""
_LISTED = re.compile(r"\((\?|%\(\w+\)s(::\w+)?)(, (\?|%\(\w+\)s(::\w+)?))*\)")
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


@dataclass(slots=True)
class Asked:
    """Every different statement that read the database, with what it was asked with first."""

    statements: dict[str, tuple[str, Any]] = field(default_factory=dict)

    @contextmanager
    def listen(self, engine: Engine) -> Iterator[None]:
        """Note what is asked while the block lasts."""

        def note(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                line = " ".join(statement.split())
                kind = _LISTED.sub("(…)", line)  # lists of any length are one statement
                self.statements.setdefault(kind, (line, values[0] if many else values))

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one statement read: tables that grow and were read whole, and how many rows."""

    statement: str
    whole: frozenset[str]
    rows: int
    plan: str

    def __str__(self) -> str:
        read = f"reads {self.rows} rows, whole: {', '.join(sorted(self.whole)) or 'none'}"
        return f"{read}\n  {self.statement}\n  {self.plan}"


def read_all(engine: Engine, asked: Asked) -> list[Reading]:
    """Ask every statement again, changing nothing."""
    read = _read_on_sqlite if engine.dialect.name == "sqlite" else _read_on_postgresql
    readings = []
    with engine.connect() as connection:
        for statement, values in asked.statements.values():
            readings.append(read(connection, statement, values))
            connection.rollback()
    return readings


def _is_live(index: str) -> bool:
    """Whether an index holds the few live rows alone: to read it whole is to read few."""
    known = (each for table in METADATA.tables.values() for each in table.indexes)
    return any(
        each.name == index and each.dialect_options["sqlite"]["where"] is not None for each in known
    )


def _read_on_sqlite(connection: Connection, statement: str, values: Any) -> Reading:
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    whole = {
        found[1]
        for each in plan
        if (found := _SCAN.match(each)) and found[1] in GROWING and not _is_live(found[2] or "")
    }
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += STEPS_EACH
        return 0

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(count, STEPS_EACH)
    result = connection.exec_driver_sql(statement, values)
    if result.returns_rows:
        result.all()
    driver.set_progress_handler(None, 0)
    return Reading(statement, frozenset(whole), steps // 10, "; ".join(plan))


def _read_on_postgresql(connection: Connection, statement: str, values: Any) -> Reading:
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
    [found] = connection.exec_driver_sql(explain, values).scalars().one()
    nodes = list(_walk(found["Plan"]))
    rows, whole, words = 0, set(), []
    for node in nodes:
        if (table := node.get("Relation Name")) is None and "Index Name" not in node:
            continue
        removed = node.get("Rows Removed by Filter", 0) + node.get(
            "Rows Removed by Index Recheck", 0
        )
        rows += round(node["Actual Loops"] * (node["Actual Rows"] + removed))
        index = node.get("Index Name", "")
        words.append(f"{node['Node Type']} {table or ''} {index}".strip())
        is_whole = node["Node Type"] == "Seq Scan" or (index and "Index Cond" not in node)
        if is_whole and table in GROWING and not _is_live(index):
            whole.add(table)
    return Reading(statement, frozenset(whole), rows, "; ".join(words))


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _walk(each)
