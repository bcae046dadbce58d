"""The tables of `docs/twilio.md`, read for the tests that hold them true."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "twilio.md"
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of request: what it is called, must bear, who handles it, where it is said."""

    kind: str
    parameters: frozenset[str]
    handler: str
    test: str


@cache
def read_rows() -> tuple[Row, ...]:
    """Every row of the tables; webhooks are named with their method like the rest."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"]
    return tuple(_read_row(line) for line in lines)


def _read_row(line: str) -> Row:
    kind, parameters, handler, test = (cell.strip() for cell in line.strip("|").split("|"))
    name = kind.strip("`")
    return Row(
        f"POST {name}" if name[0] == "/" else name,
        frozenset(_CODE.findall(parameters)),
        handler.strip("`"),
        test.strip("`"),
    )


def find_breaches(said: dict[str, set[str]], test: str) -> list[str]:
    """Where what was said in `test` (`file.py::name`) and the tables disagree."""
    rows = {row.kind: row for row in read_rows()}
    unknown = [f"{kind} is not in {PAGE.name}" for kind in said if kind not in rows]
    named = [row for row in rows.values() if row.test == test]
    unsaid = [f"{row.kind} was not said" for row in named if row.kind not in said]
    bare = [
        f"{row.kind} came without {sorted(row.parameters - said[row.kind])}"
        for row in named
        if not row.parameters <= said.get(row.kind, row.parameters)
    ]
    return unknown + unsaid + bare
