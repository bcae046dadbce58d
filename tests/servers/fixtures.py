"""Fixtures: real servers for the tests that name them, one of each kind per test process.

`redis_address`: the shared server is emptied before each test; a test that stops
servers asks for `own_valkey`. `database_url`: a new, migrated database, so that the test runs once
on SQLite and once on PostgreSQL; `sqlite_url` and `postgres_url` for one of them alone;
`empty_postgres_url`: without tables. Migrations run once; each test gets a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from tests.servers.postgres import PostgresServer, running_postgres
from tests.servers.valkey import ValkeyServer, running_valkey


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run of this test process."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of a new, empty PostgreSQL database."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: PostgresServer) -> str:
    name = postgres_server.create_database()
    migrate_database(postgres_server.url(name))
    return name


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, _postgres_template: str) -> Iterator[str]:
    """The URL of a new, migrated PostgreSQL database."""
    name = postgres_server.create_database(_postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate_database(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a new, migrated SQLite database."""
    path = tmp_path / "hotline.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new, migrated database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def migrate_database(url: str) -> None:
    """Bring the database at `url` to the present tables and let go of it."""
    engine = make_engine(url, durable=False)
    migrate(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def _shared_valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def redis_address(_shared_valkey: ValkeyServer) -> str:
    """The REDIS_URL of a running, emptied server."""
    with redis.Redis.from_url(_shared_valkey.url) as client:
        client.flushall()
    return _shared_valkey.url


@pytest.fixture
def own_valkey() -> Iterator[ValkeyServer]:
    """A server of this test's own, which it may stop and start."""
    with running_valkey() as server:
        yield server
