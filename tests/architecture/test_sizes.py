"""Files and functions keep the proportions that make them easy to read (a ratchet: only down)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.sources import list_ending, list_files, list_modules, list_nodes, read_text

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
FILE_MEDIAN, FILE_P90 = 90, 200  # the aim is 80
FUNCTION_MEDIAN, FUNCTION_P90 = 10, 30
MIGRATIONS = Path("app/kit/storage/migrations/versions")


def count_lines(path: Path) -> int:
    return len(read_text(path).splitlines())


def list_function_sizes() -> Iterator[tuple[str, int]]:
    """Place and length (with its docstring) of every function of the packages."""
    for path in list_modules():
        if MIGRATIONS in path.parents:
            continue
        for node in list_nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{path}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def ninetieth(sizes: list[int]) -> float:
    return quantiles(sizes, n=10, method="inclusive")[-1]


def test_no_file_is_over_400_lines() -> None:
    written = [*list_ending(".py", ".html", ".css", ".js", ".sh")]
    written += [path for path in list_files() if path.parts[0] in ("scripts", ".ci")]
    too_long = {path: count_lines(path) for path in written if MIGRATIONS not in path.parents}
    assert not {path: lines for path, lines in too_long.items() if lines > LONGEST_FILE}


def test_no_function_is_over_60_lines() -> None:
    sizes = dict(list_function_sizes())
    assert not {place: size for place, size in sizes.items() if size > LONGEST_FUNCTION}


def test_files_are_mostly_small() -> None:
    modules = [path for path in list_modules() if MIGRATIONS not in path.parents]
    sizes = [size for path in modules if (size := count_lines(path))]
    assert median(sizes) <= FILE_MEDIAN
    assert ninetieth(sizes) <= FILE_P90


def test_functions_are_mostly_small() -> None:
    sizes = [size for _, size in list_function_sizes()]
    assert median(sizes) <= FUNCTION_MEDIAN
    assert ninetieth(sizes) <= FUNCTION_P90
