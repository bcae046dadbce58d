"""One name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.architecture.sources import list_modules, parse_python

GATEWAY = Path("app/gateway")
"""A server of its own, which speaks the carrier's words: Call, Message, Queue."""
ROWS = {"Agent", "Contact", "Leg", "Offer"}
"""Of the routing engine, and the rows in which its shell keeps them."""
OTHERS = {
    "Role": "what an account is for; what an agent does in a contact",
    "Settings": "of a process; of the routing rule",
}


def list_classes(path: Path) -> list[str]:
    return [node.name for node in parse_python(path).body if isinstance(node, ast.ClassDef)]


def find_twice(paths: list[Path]) -> dict[str, list[str]]:
    places = defaultdict(list)
    for path in paths:
        for name in list_classes(path):
            places[name].append(str(path))
    return {name: found for name, found in places.items() if len(found) > 1}


def test_no_two_classes_share_a_name() -> None:
    ours = [path for path in list_modules() if GATEWAY not in path.parents]
    twice = find_twice(ours)
    assert set(twice) == ROWS | set(OTHERS), twice
    assert not find_twice([path for path in list_modules() if GATEWAY in path.parents])
    rows = {name: places for name, places in twice.items() if name in ROWS}
    assert all("routing/model.py" in places for places in rows.values())
