"""A database with data goes to the tables of before and comes back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine

from app.desks.reports.verify import verify
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import make_config, migrate, moving
from app.kit.storage.scope import FIRST_HOTLINE
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.orders.stories import whole_journey
from tests.plans.playing import Day

BEFORE = "0023_participants"


Rows = dict[str, list[dict[str, Any]]]


def read_everything(engine: Engine) -> Rows:
    """Every row of every table."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(sa.select(table))]
            for name, table in metadata.tables.items()
            if name != "alembic_version"
        }


def write_down(rows: Rows, like: Rows) -> dict[str, list[str]]:
    """The rows in any order, as far as `like` has their columns."""
    return {
        name: sorted(
            str(sorted((k, v) for k, v in row.items() if k in like[name][0])) for row in of
        )
        for name, of in rows.items()
        if like.get(name)
    }


def go_back(engine: Engine) -> None:
    with moving(engine) as connection:
        config = make_config()
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)


def test_a_day_goes_back_to_the_tables_of_before_and_forth(
    database_url: str, tmp_path: Path
) -> None:
    day = Day.open(tmp_path, database_url)
    whole_journey(day.installation, "+8613800000001")
    day.installation.run(7200)
    clock, vault = day.installation.world.clock, day.installation.world.services.store.vault
    day.installation.world.close()
    engine = make_engine(database_url, durable=False)
    present = read_everything(engine)
    assert present["contacts"]
    assert present["offers"]
    go_back(engine)
    former = read_everything(engine)
    assert not [name for name, of in former.items() if of and "hotline_id" in of[0]]
    assert write_down(former, present) == write_down(present, former)
    migrate(engine)
    again = read_everything(engine)
    assert write_down(again, present) == write_down(present, present)
    store = Store(engine, clock, vault)
    with store.read_snapshot() as session:
        assert verify(session, clock.now()).breaches == ()
    engine.dispose()


def test_two_hotlines_do_not_go_back(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    with engine.begin() as connection:
        for number in (FIRST_HOTLINE, 2):
            connection.execute(
                sa.text(
                    "INSERT INTO hotline (id, version, next_offer_id, settings, hours, after_talk,"
                    " topic_seats, topic_keys, lease_fence)"
                    f" VALUES ({number}, 0, 1, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', 0)"
                )
            )
    with pytest.raises(ValueError, match="several hotlines"):
        go_back(engine)
    assert "hotline_id" in {each["name"] for each in sa.inspect(engine).get_columns("contacts")}
    engine.dispose()
