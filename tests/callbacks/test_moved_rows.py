"""Call-backs of the time when they stood on the ticket become rows of their own, and go back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import command

from app.kit.storage.engine import WRITES, make_engine
from app.kit.storage.migrating import make_config

BEFORE, AFTER = "0020_receipts_owed", "0021_callbacks"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DUE, DONE = AT + timedelta(minutes=20), AT + timedelta(minutes=30)
LIVE = {"state": "waiting", "booked_at": AT}
ENDED = {"state": "ended", "closed_at": DONE}
FILLERS = {sa.Integer: 0, sa.String: "x", sa.Boolean: False, sa.DateTime: AT, sa.JSON: {}}
"""What stands in a column of which the test says nothing."""

CONTACTS: dict[int, dict[str, Any]] = {
    1: ENDED,  # nothing is owed
    2: LIVE,  # booked, waits to be rung, was rung twice
    3: ENDED,  # missed, waits for its deadline
    4: ENDED,  # missed, was called back in 5
    5: ENDED | {"direction": "callback", "callback_of_id": 4, "answered_at": DUE},
    6: ENDED,  # missed, is being called back in 7
    7: LIVE | {"direction": "callback", "callback_of_id": 6},
    8: ENDED | {"booked_at": AT},  # booked, and ended by a fault before it was rung
    9: ENDED,  # was called back in 10, then dissatisfied
    10: ENDED | {"direction": "callback", "callback_of_id": 9, "answered_at": DUE},
}
TICKETS: dict[int, tuple[str, datetime | None, str | None, datetime | None]] = {
    2: ("booked", DUE, None, None),
    3: ("missed", None, None, None),
    4: ("missed", DUE, "reached", DONE),
    6: ("missed", DUE, None, None),
    8: ("booked", DUE, None, None),
    9: ("dissatisfied", DUE, None, None),
}
MOVED = {
    (2, "booked", "owed", 2, 2),
    (3, "missed", "owed", None, 0),
    (4, "missed", "reached", 5, 0),
    (6, "missed", "owed", 7, 0),
    (8, "booked", "owed", None, 0),
    (9, "dissatisfied", "owed", None, 0),
    (9, "missed", "reached", 10, 0),
}
"""Contact, reason, state, rung in, tries."""


def move(engine: sa.Engine, revision: str, *, is_up: bool) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config = make_config()
        config.attributes["connection"] = connection
        (command.upgrade if is_up else command.downgrade)(config, revision)


def put(connection: sa.Connection, name: str, **values: Any) -> None:
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    for column in table.columns:
        if not column.nullable and column.name not in values and not column.server_default:
            kind = next(each for each in FILLERS if isinstance(column.type, each))
            values[column.name] = FILLERS[kind]
    connection.execute(table.insert().values(values))


def fill(engine: sa.Engine) -> None:
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        put(connection, "callers", id=1)
        for contact_id, values in CONTACTS.items():
            token = {"id": contact_id, "token": str(contact_id), "caller_id": 1}
            put(connection, "contacts", **(token | {"direction": "inbound"} | values))
            reason, due_at, result, done_at = TICKETS.get(contact_id, (None,) * 4)
            told = {"callback_reason": reason, "callback_due_at": due_at}
            told |= {"callback_result": result, "callback_done_at": done_at}
            put(connection, "tickets", id=100 + contact_id, contact_id=contact_id, **told)
        put(connection, "offers", id=1, contact_id=2)
        for number in (1, 2):
            leg = {"id": number, "token": f"l{number}", "contact_id": 2, "offer_id": 1}
            put(connection, "legs", role="caller", **leg)
        for number, contact_id in enumerate((3, 4, 8), 1):
            put(connection, "deadlines", id=number, kind="missed_call", subject_id=contact_id)


def read(engine: sa.Engine, columns: str, table: str) -> list[Any]:
    with engine.connect() as connection:
        rows = connection.execute(sa.text(f"SELECT {columns} FROM {table} ORDER BY 1"))
        return [tuple(row) for row in rows]


def test_what_stood_on_tickets_moves_to_rows_and_back(database_url: str) -> None:
    engine = make_engine(database_url, durable=False)
    move(engine, BEFORE, is_up=False)
    fill(engine)
    on_tickets = (
        "contact_id, callback_reason, callback_due_at, callback_result, callback_done_at",
        "tickets",
    )
    before = read(engine, *on_tickets), read(engine, "id, callback_of_id", "contacts")
    move(engine, AFTER, is_up=True)
    rows = read(engine, "contact_id, reason, state, rung_in_id, tries", "callbacks")
    assert (len(rows), set(rows)) == (len(MOVED), MOVED)
    of_3_and_8 = read(engine, "id", "callbacks WHERE contact_id IN (3, 8)")
    assert read(engine, "subject_id", "deadlines WHERE kind = 'call_back'") == of_3_and_8
    assert read(engine, "kind", "deadlines WHERE kind = 'missed_call'") == []
    move(engine, BEFORE, is_up=False)
    assert (read(engine, *on_tickets), read(engine, "id, callback_of_id", "contacts")) == before
    assert read(engine, "subject_id", "deadlines WHERE kind = 'missed_call'") == [(3,), (8,)]
    engine.dispose()
