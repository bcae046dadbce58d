"""What the code imports is declared, what is declared is locked, and no lock names a host."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import (
    ROOT,
    dotted_name,
    imported_modules,
    list_files,
    list_modules,
    list_nodes,
    read_text,
)

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;\\]+)", re.MULTILINE)
REGISTRY = re.compile(r"registry\.[a-z]+\.|pypi\.[a-z]+/|pythonhosted\.|npmjs\.|\bdeb\.debian\.")
BROUGHT_BY = {"starlette": "fastapi", "pydantic": "fastapi"}
"""FastAPI is a layer over these and pins them: whoever declares it means them too."""
UNIMPORTED = {
    "django-htmx": "htmx is copied out of its wheel at set-up",
    "httptools": "uvicorn's protocol, which ours builds on, parses with it",
    "python-multipart": "FastAPI reads forms with it",
    "setuptools": "builds the project when it is installed",
    "uvloop": "uvicorn takes it as its loop",
    "import-linter": "a command of scripts/test",
    "mutmut": "a command of docs/planning.md",
    "mypy": "a command of scripts/test",
    "ruff": "a command of scripts/test",
    "pytest-playwright": "a plugin: `page` of the browser tests",
    "pytest-xdist": "a plugin: pytest -n",
    "types-openpyxl": "read by mypy",
    "types-jsonschema": "read by mypy",
}
"""What is declared and never imported, and who uses it all the same."""
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-node.lock",
    "requirements-uv.lock",
)
HOST_FREE = (*LOCKS, ".npmrc")


@cache
def read_project() -> dict[str, list[Requirement]]:
    """Declared requirements by lock file: the dev lock holds both lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    plain = [Requirement(text) for text in project["dependencies"]]
    dev = [Requirement(text) for text in project["optional-dependencies"]["dev"]]
    return {"requirements.lock": plain, "requirements-dev.lock": plain + dev}


@cache
def read_lock(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return {canonicalize_name(found[1]): found[2] for found in LOCKED.finditer(text)}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_locked_in_range(lock: str) -> None:
    versions = read_lock(lock)
    wrong = [
        str(requirement)
        for requirement in read_project()[lock]
        if not requirement.specifier.contains(
            versions.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    ]
    assert not wrong, f"not in {lock}: run the command in its first lines"


def test_the_dev_lock_holds_the_other_in_the_same_versions() -> None:
    plain, dev = read_lock("requirements.lock"), read_lock("requirements-dev.lock")
    assert not {name: version for name, version in plain.items() if dev.get(name) != version}


def test_every_locked_file_has_a_hash() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert text.count("==") <= text.count("--hash=sha256:")


def test_every_import_is_declared() -> None:
    """Not merely brought along by something else that is. Benches may use what developers have."""
    homes = packages_distributions()
    undeclared = set()
    for path in list_modules():
        lock = "requirements-dev.lock" if path.stem.startswith("bench") else "requirements.lock"
        declared = {canonicalize_name(requirement.name) for requirement in read_project()[lock]}
        for _, name in imported_modules(path):
            top = BROUGHT_BY.get(name.split(".")[0], name.split(".")[0])
            if top in sys.stdlib_module_names or top in {"app", "routing", "knowledge"}:
                continue
            if not {canonicalize_name(home) for home in homes.get(top, [])} & declared:
                undeclared.add(f"{path}: {top}")
    assert not undeclared


@cache
def list_used() -> frozenset[str]:
    """The packages that some file of ours imports, also by a name in quotes."""
    homes = packages_distributions()
    return frozenset(
        canonicalize_name(home)
        for path in list_files()
        if path.suffix == ".py" or (path.parts[0] in ("scripts", ".ci") and is_python(path))
        for name in imported_anyhow(path)
        for home in homes.get(name.split(".")[0], [])
    )


def is_python(path: Path) -> bool:
    return not path.suffix and "python" in read_text(path).partition("\n")[0]


def imported_anyhow(path: Path) -> Iterator[str]:
    yield from (name for _, name in imported_modules(path))
    for node in list_nodes(path):
        if isinstance(node, ast.Call) and dotted_name(node.func).endswith(BY_NAME):
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


BY_NAME = ("import_module", "find_spec", "importorskip")


def test_what_is_declared_is_used() -> None:
    declared = [canonicalize_name(each.name) for each in read_project()["requirements-dev.lock"]]
    assert len(declared) == len(set(declared)), "declared twice"
    assert set(declared) - list_used() == set(UNIMPORTED)


def test_no_file_names_a_registry_host() -> None:
    for path in list_files():
        try:
            text = read_text(path)
        except UnicodeDecodeError:
            continue
        assert not REGISTRY.search(text), path
    for name in HOST_FREE:
        assert "://" not in (ROOT / name).read_text(), name


def test_the_npm_lock_is_in_step_and_names_no_host() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert packages[""]["dependencies"] == wanted
    assert {f"node_modules/{name}" for name in wanted} == set(packages) - {""}
    assert "://" not in text
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


def test_nothing_of_others_is_committed() -> None:
    """Scripts, fonts and styles of others are copied at set-up out of locked packages."""
    theirs = {"vendor", "node_modules", "third_party"}
    assert not [
        path
        for path in list_files()
        if theirs & set(path.parts) or path.name.endswith((".min.js", ".woff", ".woff2", ".ttf"))
    ]
