"""The project's own files, as the house rules read them: listed once, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "routing", "knowledge")


@cache
def list_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed; relative to the root."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(
        Path(name) for name in sorted(filter(None, output.split("\0"))) if (ROOT / name).is_file()
    )


def list_ending(*suffixes: str, under: tuple[str, ...] = ()) -> Iterator[Path]:
    """The files with one of `suffixes`, below one of the top folders `under` (all if none)."""
    for path in list_files():
        if path.suffix in suffixes and (not under or path.parts[0] in under):
            yield path


def read_text(path: Path) -> str:
    """The text of a file named relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parse_python(path: Path) -> ast.Module:
    """The syntax tree of a Python file named relative to the root."""
    return ast.parse(read_text(path), filename=str(path))


@cache
def list_nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree: walked once for all rules."""
    return tuple(ast.walk(parse_python(path)))


def list_modules() -> Iterator[Path]:
    """The Python files of the three packages, without their tests."""
    return list_ending(".py", under=PACKAGES)


def dotted_name(node: ast.expr) -> str:
    """`a.b.c` for such an expression, with "" for every part that is not a plain name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@cache
def imported_modules(path: Path) -> tuple[tuple[int, str], ...]:
    """Line and absolute dotted name of every import; `from a import b` gives `a.b`."""
    return tuple(_find_imports(path))


def _find_imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in list_nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
