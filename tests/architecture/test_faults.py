"""The table of faults names tests that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import parse_python, read_text

_NAMED = re.compile(r"(tests/[\w/]+\.py)?::(test_\w+)")


def list_named() -> Iterator[tuple[Path, str]]:
    for line in read_text(Path("docs/faults.md")).splitlines():
        place = ""
        for file, name in _NAMED.findall(line):
            place = file or place
            yield Path(place), name


def test_every_test_that_the_table_of_faults_names_exists() -> None:
    named = [*list_named()]
    assert len(named) > 100
    assert not [
        f"{path}::{name}"
        for path, name in named
        if name not in {n.name for n in parse_python(path).body if isinstance(n, ast.FunctionDef)}
    ]
