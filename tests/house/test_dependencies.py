"""What the code imports is declared, what is declared is locked, and no lock names a host."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT, imported_modules, list_files, list_modules, read_text

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;\\]+)", re.MULTILINE)
REGISTRY = re.compile(r"registry\.[a-z]+\.|pypi\.[a-z]+/|pythonhosted\.|npmjs\.|\bdeb\.debian\.")
BROUGHT_BY = {"starlette": "fastapi", "pydantic": "fastapi"}
"""FastAPI is a layer over these and pins them: whoever declares it means them too."""
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
