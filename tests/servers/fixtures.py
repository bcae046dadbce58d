"""Fixtures: real servers for the tests that name them, one of each kind per test process.

`redis_address`: the shared server is emptied before each test; a test that stops
servers asks for `own_valkey`. `empty_postgres_url`: a new database without tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

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
