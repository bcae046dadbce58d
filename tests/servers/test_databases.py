"""The databases that tests are given have the tables which the code declares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.kit.clock import RunningClock
from app.kit.storage.engine import WRITES, make_engine
from app.kit.storage.migrating import make_config
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.tables import Base


def test_the_migrations_make_what_the_models_declare(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert not compare_metadata(context, Base.metadata)
    engine.dispose()


def test_the_migrations_go_back_and_forth(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    for move, revision in ((command.downgrade, "base"), (command.upgrade, "head")):
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            config = make_config()
            config.attributes["connection"] = connection
            move(config, revision)
        tables = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
        assert tables == (set() if revision == "base" else set(Base.metadata.tables))
    engine.dispose()


def test_each_test_has_a_database_of_its_own(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE left_behind (id integer)"))
    engine.dispose()


test_the_next_test_finds_nothing_left = test_each_test_has_a_database_of_its_own


def test_a_snapshot_shows_one_moment(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE moments (id integer)"))
    store = Store(engine, RunningClock(), Vault("a secret that is long enough"))
    count = sa.text("SELECT count(*) FROM moments")
    with store.read_snapshot() as session:
        assert session.scalar(count) == 0
        with engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO moments VALUES (1)"))
        assert session.scalar(count) == 0
    with store.read() as session:
        assert session.scalar(count) == 1
    engine.dispose()
