"""A row to write, so that `/health` knows whether the database takes anything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0014_health_probes"
down_revision = "0013_ticket_versions"


def upgrade() -> None:
    table = op.create_table(
        "health_probes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("written_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_probes")),
    )
    op.bulk_insert(table, [{"id": 1, "written_at": None}])


def downgrade() -> None:
    op.drop_table("health_probes")
