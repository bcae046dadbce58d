"""Rows grow for years: what only recovery needs goes after its time, keys are wide enough."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from app.doors.bridge12345.models import SeenSignature
from app.doors.webhooks import retention
from app.doors.webhooks.commands import prune_from_arguments
from app.doors.webhooks.models import ANSWER_OWED, Receipt
from app.doors.webhooks.retention import count_outgrown, prune
from app.kit.clock import SteppedClock
from app.kit.errors import BadSetting
from app.kit.settings import read_settings
from app.kit.storage.effect_actions import DONE, GIVEN_UP
from app.kit.storage.engine import WRITES, make_engine
from app.kit.storage.migrating import make_config
from app.kit.storage.outbox import Outbox
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.tables import METADATA

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=31), NOW - timedelta(days=29)
KEPT_FOR = timedelta(days=30)
BEFORE = "0025_further_hotlines"
BEYOND_32_BITS = 3_000_000_000
KEPT_EFFECTS = {"young", "owed", "to see to", "seen to lately"}
KEPT_RECEIPTS = {"young", "owed"}


def receipt(key: str, at: datetime, verdict: str = "applied") -> Receipt:
    told = {"path": "/twilio/voice", "body_sealed": b"", "answer": ""}
    return Receipt(key=key, received_at=at, verdict=verdict, **told)


def effect(kind: str, **values: Any) -> Outbox:
    told = {"lane": "call", "payload": {}, "created_at": OLD, "due_at": OLD}
    return Outbox(kind=kind, **told | values)


def fill(store: Store, times: int = 1) -> None:
    with store.write() as uow:
        for number in range(times):
            uow.session.add_all(
                (
                    receipt(f"old {number}", OLD),
                    effect("done", done_at=OLD, result=DONE),
                    effect("slow", lane="slow", done_at=OLD, result=DONE),
                    SeenSignature(signature=f"old {number}", at=NOW - timedelta(hours=1)),
                )
            )
        uow.session.add_all(
            (
                receipt("young", NEW),
                receipt("owed", OLD, ANSWER_OWED),
                effect("young", done_at=NEW, result=DONE),
                effect("owed"),
                effect("to see to", done_at=OLD, result=GIVEN_UP),
                effect("seen to lately", done_at=OLD, result=GIVEN_UP, settled_at=NEW),
                effect("seen to", done_at=OLD, result=GIVEN_UP, settled_at=OLD),
                SeenSignature(signature="young", at=NOW),
            )
        )


def read(store: Store, column: Any) -> set[str]:
    with store.read() as session:
        return set(session.scalars(sa.select(column)))


def open_store(database_url: str) -> Store:
    engine = make_engine(database_url, durable=False)
    return Store(engine, SteppedClock(NOW), Vault("a secret that is long enough"))


def test_what_only_recovery_needs_goes_after_its_time_and_nothing_else(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(database_url)
    fill(store, times=5)
    monkeypatch.setattr(retention, "BATCH", 2)
    told = {"receipts": 5, "effects": 11, "signatures": 5}
    with store.read() as session:
        assert count_outgrown(session, NOW, KEPT_FOR) == told
    assert prune(store, KEPT_FOR) == told
    assert read(store, Outbox.kind) == KEPT_EFFECTS
    assert read(store, Receipt.key) == KEPT_RECEIPTS
    assert read(store, SeenSignature.signature) == {"young"}
    assert not any(prune(store, KEPT_FOR).values())
    store.engine.dispose()


def test_one_who_is_stopped_between_two_batches_goes_on_from_there(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(database_url)
    fill(store, times=3)
    monkeypatch.setattr(retention, "BATCH", 1)
    begun, write = iter(range(3)), store.write

    def write_twice() -> Any:
        if next(begun) == 2:
            raise KeyboardInterrupt
        return write()

    with monkeypatch.context() as stopped:
        stopped.setattr(store, "write", write_twice)
        with pytest.raises(KeyboardInterrupt):
            prune(store, KEPT_FOR)
    assert len(read(store, Receipt.key)) == 1 + len(KEPT_RECEIPTS)
    prune(store, KEPT_FOR)
    assert read(store, Receipt.key) == KEPT_RECEIPTS
    store.engine.dispose()


def test_a_dry_run_tells_and_deletes_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(sqlite_url)
    fill(store)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HOTLINE_CLOCK", f"sped:1:{time.time()}:{NOW.timestamp()}")
    monkeypatch.setenv("HOTLINE_KEPT_DAYS", "7")
    before = read(store, Receipt.key)
    assert prune_from_arguments(argparse.Namespace(dry_run=True)) == 0
    assert "receipts: 2 to delete" in capsys.readouterr().out
    assert read(store, Receipt.key) == before
    assert prune_from_arguments(argparse.Namespace(dry_run=False)) == 0
    assert "receipts: 2 deleted" in capsys.readouterr().out
    assert read(store, Receipt.key) == {"owed"}
    store.engine.dispose()


@pytest.mark.parametrize("days", ["6", "0", "-1", "3651", "soon"])
def test_a_time_that_recovery_could_not_live_with_is_refused(days: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"HOTLINE_KEPT_DAYS": days})
    assert refused.value.facts["place"] == "HOTLINE_KEPT_DAYS"


def move(engine: sa.Engine, revision: str, *, is_up: bool) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = make_config()
        config.attributes["connection"] = connection
        (command.upgrade if is_up else command.downgrade)(config, revision)


def list_narrow(engine: sa.Engine) -> list[str]:
    """Keys of 32 bits; SQLite knows none."""
    if engine.dialect.name == "sqlite":
        return []
    found = sa.inspect(engine)
    return [
        f"{table}.{column['name']}"
        for table in METADATA.tables
        for column in found.get_columns(table)
        if (column["name"] == "id" or column["name"].endswith("_id"))
        and column["name"] != "hotline_id"
        and isinstance(column["type"], sa.Integer)
        and not isinstance(column["type"], sa.BigInteger)
    ]


def test_keys_are_widened_with_their_rows_and_narrowed_again(database_url: str) -> None:
    store = open_store(database_url)
    engine = store.engine
    assert list_narrow(engine) == []
    move(engine, BEFORE, is_up=False)
    assert engine.dialect.name == "sqlite" or "legs.contact_id" in list_narrow(engine)
    fill(store)
    kept = read(store, Receipt.id)
    move(engine, "head", is_up=True)
    assert list_narrow(engine) == []
    assert read(store, Receipt.id) == kept
    with store.write() as uow:
        late = receipt("late", NEW)
        late.id = BEYOND_32_BITS
        uow.session.add(late)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(
                sa.text("SELECT setval(pg_get_serial_sequence('webhook_receipts', 'id'), :id)"),
                {"id": BEYOND_32_BITS},
            )
    with store.write() as uow:
        uow.session.add(receipt("later", NEW))
    with store.read() as session:
        later = sa.select(Receipt.id).where(Receipt.key == "later")
        assert session.scalar(later) == BEYOND_32_BITS + 1
    engine.dispose()
