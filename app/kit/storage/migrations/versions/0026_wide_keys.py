"""Keys of 64 bits, and whatever points to them, where the database makes a difference."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0026_wide_keys"
down_revision = "0025_further_hotlines"

KEYS = sa.text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type = :type"
    " AND (column_name = 'id' OR right(column_name, 3) = '_id')"
    " AND column_name <> 'hotline_id'"
    " ORDER BY table_name, ordinal_position"
)
SEQUENCE = sa.text("SELECT pg_get_serial_sequence(:table, 'id')")


def upgrade() -> None:
    _retype("integer", "bigint")


def downgrade() -> None:
    _retype("bigint", "integer")


def _retype(present: str, wanted: str) -> None:
    """All of a table in one statement: it is written anew once."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table, columns in _list_keys(connection, present):
        changes = ", ".join(f'ALTER COLUMN "{column}" TYPE {wanted}' for column in columns)
        op.execute(f'ALTER TABLE "{table}" {changes}')
        sequence = connection.scalar(SEQUENCE, {"table": table}) if "id" in columns else None
        if sequence is not None:
            op.execute(f"ALTER SEQUENCE {sequence} AS {wanted}")


def _list_keys(connection: sa.Connection, present: str) -> Iterator[tuple[str, list[str]]]:
    keys: dict[str, list[str]] = {}
    for table, column in connection.execute(KEYS, {"type": present}):
        if (table, column) not in WIDE_BEFORE:
            keys.setdefault(table, []).append(column)
    yield from keys.items()


WIDE_BEFORE = {
    *(("events", "id"), ("outbox", "id"), ("contact_facts", "contact_id"), ("participants", "id")),
    *(("offers", "id"), ("offer_seats", "offer_id"), ("legs", "offer_id")),
    *(("contacts", "offer_id"), ("events", "offer_id"), ("hotline", "next_offer_id")),
}
"""Of 64 bits since their tables were made."""
