"""Counts statements, commits and written rows inside the installation's own processes, without
a word in the product.

Python imports `sitecustomize` by itself before anything else: one on the path of the installation's
processes listens to their engines and keeps a file for each, which may be read at any moment.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_COUNTS = struct.Struct("qqq")
"""Statements, commits, rows written."""
_HOOK = """from pathlib import Path
from app.rehearsal.replay.calls.counting import count_engines
count_engines(Path({folder!r}))
"""


def prepare_counting(folder: Path) -> dict[str, str]:
    """The environment in which Python's processes count into `folder`."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_HOOK.format(folder=str(folder)), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@dataclass(frozen=True, slots=True)
class Counts:
    """What processes asked of the database; `rows` were inserted, changed or deleted."""

    statements: int = 0
    commits: int = 0
    rows: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*map(int.__add__, astuple(self), astuple(other)))

    def __sub__(self, before: Counts) -> Counts:
        return Counts(*map(int.__sub__, astuple(self), astuple(before)))


def count_engines(folder: Path) -> None:
    """Listen to every engine of this process."""
    path = folder / str(os.getpid())
    path.write_bytes(bytes(_COUNTS.size))
    with path.open("r+b") as file:
        counts = mmap.mmap(file.fileno(), _COUNTS.size)

    def add(more: Counts) -> None:
        known = Counts(*_COUNTS.unpack_from(counts))
        _COUNTS.pack_into(counts, 0, *astuple(known + more))

    def count_statement(
        _connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, _: bool
    ) -> None:
        if not statement.startswith("BEGIN"):  # on SQLite we say it ourselves
            add(Counts(statements=1, rows=_count_rows(cursor, parameters, context)))

    def count_commit(_: Any) -> None:
        add(Counts(commits=1))

    event.listen(Engine, "after_cursor_execute", count_statement)
    event.listen(Engine, "commit", count_commit)


def _count_rows(cursor: Any, parameters: Any, context: Any) -> int:
    """Rows that a statement has written; SQLite knows those it returns only when all are read."""
    if context is None or not (context.isinsert or context.isupdate or context.isdelete):
        return 0
    if context.isinsert and cursor.rowcount < 1:
        of_one = len(context.compiled_parameters[0])
        return max(1, len(parameters) // of_one) if of_one else 1
    return max(0, int(cursor.rowcount))


def read_counts(folder: Path, pids: Iterable[int]) -> Counts:
    """What these processes asked so far."""
    each = [Counts(*_COUNTS.unpack((folder / str(pid)).read_bytes())) for pid in pids]
    return sum(each, Counts())
