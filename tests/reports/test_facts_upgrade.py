"""Contacts of before `contact_facts`: after the upgrade they are told as new ones are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Engine, select, text

from app.desks.reports.fact_rows import list_all_records
from app.desks.reports.following import follow_to_the_end
from app.desks.reports.rebuilding import rebuild_facts
from app.hotline.contacts.models import Caller, Contact
from app.kit.storage.event_log import Event
from app.kit.storage.migrating import make_config, moving
from tests.journeys.cast import BO, ZH, Hotline, caller

BEFORE = "0021_callbacks"


def move(engine: Engine, step: Any, revision: str) -> None:
    with moving(engine) as connection:
        config = make_config()
        config.attributes["connection"] = connection
        step(config, revision)


def forget(hotline: Hotline) -> None:
    """The log as the program of before wrote it: without practice and county."""
    with hotline.world.services.store.write() as uow:
        for event in uow.session.scalars(select(Event).where(Event.kind == "contact_arrived")):
            kept = {"channel", "direction"}
            event.data = {name: value for name, value in event.data.items() if name in kept}
        uow.session.execute(text("UPDATE callers SET county = '513224' WHERE id = 1"))
        uow.session.execute(text("UPDATE contacts SET training = false WHERE id = 2"))


def test_old_contacts_are_told_from_the_tables_once(database_url: str, tmp_path: Path) -> None:
    hotline = Hotline.open(tmp_path, database_url)
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=30))
    hotline.ring_in(caller(ZH, talk_s=30), "+8613812340002")
    hotline.run(200)
    store = hotline.world.services.store
    follow_to_the_end(store)
    forget(hotline)
    move(store.engine, command.downgrade, BEFORE)
    move(store.engine, command.upgrade, "head")
    follow_to_the_end(store)
    with store.read() as session:
        told = list_all_records(session)
        rows = {each.id: each for each in session.scalars(select(Contact))}
        counties = dict(session.execute(select(Caller.id, Caller.county)).all())
    assert [told[1].is_training, told[2].is_training] == [True, False]
    for contact_id, row in rows.items():
        record = told[contact_id]
        assert record.county == counties[row.caller_id]
        assert record.facts.outcome == row.outcome
        assert record.ended_at == (row.ended_at and row.ended_at.timestamp())
        assert record.closed_at == (row.closed_at and row.closed_at.timestamp())
    assert (counties[1], rebuild_facts(store).differing) == ("513224", 0)
    assert hotline.breaches() == []
    hotline.world.close()
