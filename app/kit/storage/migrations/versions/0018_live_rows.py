"""Indexes of the few rows that are live, and of when contacts ended: what is asked of them takes as
long with a million old contacts as with none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_live_rows"
down_revision = "0017_sessions"

LIVE = (
    ("ix_contacts_live", "contacts", ["state", "asked_at"], "closed_at IS NULL"),
    ("ix_legs_live", "legs", ["planned_at"], "ended_at IS NULL"),
    ("ix_offers_standing", "offers", ["state"], "connected_at IS NULL AND closed_at IS NULL"),
    ("ix_tickets_open", "tickets", ["contact_id"], "closed_at IS NULL"),
    (
        "ix_tickets_owed",
        "tickets",
        ["callback_due_at"],
        "callback_reason IS NOT NULL AND callback_result IS NULL",
    ),
)

GIVEN_UP = (
    ("ix_contacts_state_asked", "contacts", ["state", "asked_at"]),
    ("ix_contacts_asked_at", "contacts", ["asked_at"]),
    ("ix_offers_state", "offers", ["state"]),
    ("ix_offer_seats_agent_id", "offer_seats", ["agent_id"]),
    ("ix_legs_agent_id", "legs", ["agent_id"]),
)
"""Of all that ever were: they grew with every call, and led queries to read a whole history."""


def upgrade() -> None:
    for name, table, columns, live in LIVE:
        where = sa.text(live)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_contacts_closed", "contacts", ["channel", "closed_at"])
    for name, table, _ in GIVEN_UP:
        op.drop_index(name, table)


def downgrade() -> None:
    for name, table, columns in GIVEN_UP:
        op.create_index(name, table, columns)
    op.drop_index("ix_contacts_closed", "contacts")
    for name, table, _, _ in reversed(LIVE):
        op.drop_index(name, table)
