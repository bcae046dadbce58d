"""The hotline of a journey, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from tests.journeys.cast import Hotline
from tests.journeys.protocol_page import find_breaches
from tests.journeys.wordings import WORDINGS

Opener = Callable[..., Hotline]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--wording", choices=[*WORDINGS], help="how the carrier words what it tells")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "hotline.db"
    engine = make_engine(f"sqlite:///{path}", durable=False)
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    shutil.copy(migrated_file, tmp_path / "hotline.db")
    return f"sqlite:///{tmp_path / 'hotline.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    is_postgres = request.param == "postgres"
    return str(request.getfixturevalue("empty_postgres_url" if is_postgres else "sqlite_url"))


@pytest.fixture
def open_hotline(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """Opens a hotline with the rules and faults that a test names."""
    yield from _open_all(tmp_path, database_url, request)


@pytest.fixture
def open_on_sqlite(
    sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """As `open_hotline`, for what is tried at many places and differs in no database."""
    yield from _open_all(tmp_path, sqlite_url, request)


def _open_all(folder: Path, url: str, request: pytest.FixtureRequest) -> Iterator[Opener]:
    opened: list[Hotline] = []

    def open_it(**options: Any) -> Hotline:
        hotline = Hotline.open(folder, url, **options)
        if wording := request.config.getoption("--wording", default=None):
            hotline.reword(WORDINGS[wording])
        opened.append(hotline)
        return hotline

    yield open_it
    for hotline in opened:
        facts = hotline.prover.find_wrong_facts()
        hotline.world.close()
        assert facts == [], "the followed facts are those of the log"
    _check_protocol(opened, request)
    for hotline in opened:
        assert hotline.prover.proof.breaches == [], "verify is right at every moment (B108)"


def _check_protocol(opened: list[Hotline], request: pytest.FixtureRequest) -> None:
    """Nothing was said that the official descriptions or `docs/twilio.md` do not know."""
    said: dict[str, set[str]] = {}
    for hotline in opened:
        assert hotline.protocol.violations == []
        for kind, names in hotline.protocol.said.items():
            said[kind] = said.get(kind, names) & names
    name = request.node.originalname
    assert find_breaches(said, f"{request.node.path.name}::{name}") == []


@pytest.fixture
def hotline(open_hotline: Opener) -> Hotline:
    """A hotline with the default rules and a faultless carrier."""
    return open_hotline()
