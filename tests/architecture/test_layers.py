"""Rules of who may import whom that `.importlinter` cannot say."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import PACKAGES, imported_modules, list_modules, read_text

FLOORS_OF_FEATURES = {"hotline", "desks"}
DOORS = {"actions", "effects", "facts", "queries", "safety", "words"}
"""The files of a feature that its siblings may import; one with many use cases splits its
`actions` by who acts (`agent_actions`, `transfer_actions`), its `queries` by what is asked
(`topic_queries`)."""
ROUTING_DOORS = {"app.hotline.dispatch.router", "app.hotline.dispatch.deadlines"}
"""The routing transaction itself and what may become due in it: every use case's ground."""
SIGN_IN_DOORS = {"app.hotline.accounts.guard", "app.hotline.accounts.roles"}
"""Who is signed in and what they may do: every feature's pages ask it."""
SPOKEN = {
    *("app.hotline.prompts.speech", "app.hotline.prompts.texts"),
    *("app.hotline.prompts.sound", "app.hotline.prompts.services"),
}
"""What the line says and in which words: every feature speaks."""
NOUNS = {
    *("app.hotline.accounts.models", "app.hotline.prompts.models"),
    *(
        "app.hotline.contacts.models",
        "app.hotline.agents.models",
        "app.hotline.tickets.models",
        "app.hotline.calls.models",
    ),
    *("app.hotline.dispatch.models", "app.hotline.accounts.roles", "app.hotline.calls.lifecycle"),
    *("app.hotline.calls.outside", "app.hotline.ratings.models"),
    *("app.hotline.contacts.groups", "app.hotline.contacts.numbers"),
}
"""Tables that other features may join in a query; they write them through actions only."""
SQL_FREE = {"pages", "api"}
IMPURE = {
    *("asyncio", "concurrent", "io", "logging", "multiprocessing", "os", "pathlib", "random"),
    *("secrets", "selectors", "shutil", "signal", "socket", "sqlite3", "subprocess", "tempfile"),
    *("threading", "time", "urllib", "uuid"),
}

STUDIES = {"simulation", "planning"}
SUMS = {"numpy", "scipy", "highspy", "random"}


def feature_of(dotted: str) -> str:
    """The folder of a feature that a name is in, or ""."""
    top, floor, feature, *inside = [*dotted.split("."), "", "", ""]
    is_feature = top == "app" and floor in FLOORS_OF_FEATURES and feature != "services"
    return feature if is_feature and any(inside) else ""


def is_door(file: str) -> bool:
    return file in DOORS or file.endswith(("_actions", "_queries"))


def list_side_doors() -> Iterator[str]:
    """Imports of a sibling's inside."""
    for path in list_modules():
        own = feature_of(".".join(path.with_suffix("").parts))
        for line, name in imported_modules(path):
            sibling = feature_of(name)
            if not own or not sibling or sibling == own or any(map(is_door, name.split(".")[3:])):
                continue
            if not any(
                name.startswith(f"{noun}.")
                for noun in NOUNS | SPOKEN | ROUTING_DOORS | SIGN_IN_DOORS
            ):
                yield f"{path}:{line} imports {name}"


def test_siblings_meet_at_their_doors() -> None:
    assert not [*list_side_doors()]


def test_pages_and_apis_write_no_sql() -> None:
    assert not [
        f"{path}:{line}"
        for path in list_modules()
        if path.stem in SQL_FREE
        for line, name in imported_modules(path)
        if name.split(".")[0] == "sqlalchemy"
    ]


def test_routing_is_pure_standard_library() -> None:
    """Simulator and planner have more to compute with; their chance comes of a given seed."""
    allowed = (sys.stdlib_module_names - IMPURE) | {"routing"}
    assert not [
        f"{path}:{line} imports {name}"
        for path in list_modules()
        if path.parts[0] == "routing"
        for line, name in imported_modules(path)
        if name.split(".")[0] not in (allowed | SUMS if path.parts[1] in STUDIES else allowed)
    ]


def test_no_layer_is_a_phantom() -> None:
    """A name in brackets may be missing, and import-linter says nothing when it is."""
    rules = read_text(Path(".importlinter"))
    assert not re.findall(r"\(\w+\)", rules)


def test_the_packages_never_import_their_tests() -> None:
    assert not [
        f"{path}:{line}"
        for path in list_modules()
        for line, name in imported_modules(path)
        if name.split(".")[0] in {"tests", "scripts", "pytest"}
    ]


def test_every_folder_of_python_is_a_package() -> None:
    folders = {path.parent for path in list_modules()}
    bare = [folder for folder in folders if folder / "__init__.py" not in set(list_modules())]
    assert not [folder for folder in bare if folder not in DATA_FOLDERS]
    assert {folder.parts[0] for folder in folders} <= set(PACKAGES)


DATA_FOLDERS = {Path("app/kit/storage/migrations"), Path("app/kit/storage/migrations/versions")}
"""Read by Alembic by path, never imported."""
