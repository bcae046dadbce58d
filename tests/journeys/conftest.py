"""The hotline of a journey, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.cast import Hotline

Opener = Callable[..., Hotline]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("empty_postgres_url"))
    return f"sqlite:///{tmp_path / 'hotline.db'}"


@pytest.fixture
def open_hotline(database_url: str, tmp_path: Path) -> Iterator[Opener]:
    """Opens a hotline with the rules and faults that a test names."""
    opened: list[Hotline] = []

    def open_it(**options: Any) -> Hotline:
        hotline = Hotline.open(tmp_path, database_url, **options)
        opened.append(hotline)
        return hotline

    yield open_it
    for hotline in opened:
        hotline.world.close()


@pytest.fixture
def hotline(open_hotline: Opener) -> Hotline:
    """A hotline with the default rules and a faultless carrier."""
    return open_hotline()
