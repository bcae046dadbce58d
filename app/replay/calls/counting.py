"""Counts statements and commits inside the house's own processes, without a word in the product.

Python imports `sitecustomize` by itself before anything else: one on the path of the house's
processes listens to their engines and keeps a file for each, which may be read at any moment.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_COUNTS = struct.Struct("qq")
"""Statements, commits."""
_HOOK = """from pathlib import Path
from app.replay.calls.counting import count_engines
count_engines(Path({folder!r}))
"""


def prepare_counting(folder: Path) -> dict[str, str]:
    """The environment in which Python's processes count into `folder`."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_HOOK.format(folder=str(folder)), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def count_engines(folder: Path) -> None:
    """Listen to every engine of this process."""
    path = folder / str(os.getpid())
    path.write_bytes(bytes(_COUNTS.size))
    with path.open("r+b") as file:
        counts = mmap.mmap(file.fileno(), _COUNTS.size)

    def add(statements: int, commits: int) -> None:
        known = _COUNTS.unpack_from(counts)
        _COUNTS.pack_into(counts, 0, known[0] + statements, known[1] + commits)

    def count_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        add(int(not statement.startswith("BEGIN")), 0)  # on SQLite we say it ourselves

    def count_commit(_: Any) -> None:
        add(0, 1)

    event.listen(Engine, "after_cursor_execute", count_statement)
    event.listen(Engine, "commit", count_commit)


def read_counts(folder: Path, pids: Iterable[int]) -> tuple[int, int]:
    """Statements and commits of these processes so far."""
    counts = [_COUNTS.unpack((folder / str(pid)).read_bytes()) for pid in pids]
    return sum(each[0] for each in counts), sum(each[1] for each in counts)
