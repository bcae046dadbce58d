"""What the log tells of each contact, kept by a follower that begins at the log's beginning.

The log did not say which contacts were practice and from which county people called: that is
told once, of the contacts that there are, from the tables.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022_contact_facts"
down_revision = "0021_callbacks"

BATCH = 5000
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
COUNTED = "direction <> 'callback'"
FIGURES = ["half_hour", "language", "outcome", "verdicts", "is_training", "wait_us"]
EVENTS = sa.table(
    "events",
    sa.column("at", INSTANT),
    sa.column("kind", sa.String()),
    sa.column("contact_id", sa.Integer()),
    sa.column("data", sa.JSON()),
)
CALLERS = sa.table("callers", sa.column("id"), sa.column("county", sa.String()))
CONTACTS = sa.table(
    "contacts",
    sa.column("id", sa.Integer()),
    sa.column("caller_id"),
    sa.column("training", sa.Boolean()),
)


def upgrade() -> None:
    op.create_table(
        "contact_facts",
        sa.Column("contact_id", BIG, autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("is_training", sa.Boolean(), nullable=False),
        sa.Column("is_forwarded", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=True)
            for name in ("language", "seat", "topic", "county", "answered_by", "outcome")
        ),
        sa.Column("arrived_at", INSTANT, nullable=False),
        *(
            sa.Column(name, INSTANT, nullable=True)
            for name in (
                *("asked_at", "answered_at", "right_seat_at", "booked_at", "first_reply_at"),
                *("left_at", "ended_at", "closed_at"),
            )
        ),
        sa.Column("talk_language", sa.String(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("wait_us", sa.BigInteger(), nullable=True),
        sa.Column("half_hour", sa.Integer(), nullable=False),
        sa.Column("verdicts", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("last_event", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contact_facts"),
    )
    counted = sa.text(COUNTED)
    op.create_index(
        "ix_contact_facts_figures",
        "contact_facts",
        FIGURES,
        sqlite_where=counted,
        postgresql_where=counted,
    )
    op.create_index("ix_contact_facts_last_event", "contact_facts", ["last_event"])
    cursors = op.create_table(
        "log_cursors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_log_cursors"),
    )
    assert cursors is not None
    op.bulk_insert(cursors, [{"name": "contact_facts", "position": 0, "version": "", "changes": 0}])
    _tell_what_the_log_lacks()


def _tell_what_the_log_lacks() -> None:
    """With the instant of the newest entry, so that those that follow are not older."""
    contact, county = CONTACTS.c, CALLERS.c.county
    at = op.get_bind().scalar(sa.select(sa.func.max(EVENTS.c.at)))
    untold = (
        sa.select(contact.id, contact.training, county)
        .join_from(CONTACTS, CALLERS, CALLERS.c.id == contact.caller_id)
        .where(sa.or_(contact.training, county.is_not(None)))
        .order_by(contact.id)
        .limit(BATCH)
    )
    after = 0
    while rows := op.get_bind().execute(untold.where(contact.id > after)).all():
        op.get_bind().execute(sa.insert(EVENTS), [_describe(row, at) for row in rows])
        after = rows[-1].id


def _describe(row: Any, at: datetime | None) -> dict[str, Any]:
    data = {"training": True} if row.training else {}
    data |= {"county": row.county} if row.county is not None else {}
    return {
        "at": at,
        "kind": "contact_described",
        "contact_id": row.id,
        "data": data,
    }


def downgrade() -> None:
    op.execute("DELETE FROM events WHERE kind = 'contact_described'")
    op.drop_table("log_cursors")
    op.drop_index("ix_contact_facts_last_event", "contact_facts")
    op.drop_index("ix_contact_facts_figures", "contact_facts")
    op.drop_table("contact_facts")
