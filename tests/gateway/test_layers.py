"""The protocol never knows that telephones are simulated, and does no input or output itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

GATEWAY = Path(__file__).resolve().parents[2] / "app" / "gateway"
FORBIDDEN = {
    "core": ("app.gateway.simulated", "app.gateway.rest", "app.kit.clock"),
    "rest": ("app.gateway.simulated", "app.kit.clock"),
    "simulated": (
        "app.gateway.rest",
        "app.gateway.core.verbs",
        "app.gateway.core.records",
        "app.gateway.core.carrier",
    ),
}
OUTSIDE = ("httpx", "fastapi", "starlette", "uvicorn", "asyncio", "threading", "socket", "time")


def list_imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module)
    return names


@pytest.mark.parametrize("part", sorted(FORBIDDEN))
def test_each_part_keeps_to_its_own(part: str) -> None:
    for path in (GATEWAY / part).rglob("*.py"):
        found = {
            name
            for name in list_imports(path)
            if name.startswith(FORBIDDEN[part]) or name.split(".")[0] in OUTSIDE
        }
        assert not found, path


def test_the_package_stands_without_the_rest_of_the_application() -> None:
    allowed = ("app.gateway", "app.kit.clock", "app.kit.settings")
    for path in GATEWAY.rglob("*.py"):
        ours = {name for name in list_imports(path) if name.startswith("app.")}
        assert not {name for name in ours if not name.startswith(allowed)}, path
