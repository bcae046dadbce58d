"""No feature reads the untyped JSON of another one: it asks that feature, which gives it types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import JSON

from app.run.tables import METADATA
from tests.architecture.sources import list_modules, list_nodes

HOTLINE = Path("app/hotline")
OWNERS: dict[str, tuple[Path, ...]] = {
    "routing": (HOTLINE / "dispatch", HOTLINE / "contacts"),
    "settings": (HOTLINE / "dispatch",),
    "topic_seats": (HOTLINE / "dispatch",),
    "explanation": (HOTLINE / "dispatch", Path("app/desks/line")),
    "hours": (HOTLINE / "opening", HOTLINE / "dispatch"),
    "after_talk": (HOTLINE / "ratings", HOTLINE / "recordings"),
    "topic_keys": (HOTLINE / "calls",),
    "priority_groups": (HOTLINE / "contacts",),
}
"""Who reads which column: the explanation is made in dispatch and shown by the line's desk alone,
an emergency's plan lies with the hours and changes the rule."""
BY_REGISTER = {"data", "payload"}
"""Fields of facts and payloads of effects: declared and checked by their registers."""
LISTS = {"hosts"}
"""Plain lists of words: they have no keys."""
READERS = {"get", "items", "keys", "values", "pop"}


def list_objects() -> set[str]:
    """Columns that hold an object whose keys nothing types."""
    return {
        column.name
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, JSON) and table.name in {"contacts", "hotline", "offers"}
    }


def list_reads(path: Path) -> Iterator[tuple[int, str]]:
    """Line and column of every look into an object of JSON."""
    for node in list_nodes(path):
        looked_into = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        is_read = isinstance(node, ast.Subscript) or (
            isinstance(node, ast.Attribute) and node.attr in READERS
        )
        if is_read and isinstance(looked_into, ast.Attribute) and looked_into.attr in OWNERS:
            yield node.lineno, looked_into.attr


def test_every_object_of_json_has_an_owner() -> None:
    assert list_objects() - BY_REGISTER - LISTS <= OWNERS.keys()


def test_only_its_owner_looks_into_an_object_of_json() -> None:
    strangers = [
        f"{path}:{line} {column}"
        for path in list_modules()
        if path.parts[0] == "app" and "migrations" not in path.parts
        for line, column in list_reads(path)
        if not any(owner in path.parents for owner in OWNERS[column])
    ]
    assert strangers == []
