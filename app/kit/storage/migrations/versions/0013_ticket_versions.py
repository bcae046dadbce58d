"""A ticket counts its changes, so that two who write it at once see each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0013_ticket_versions"
down_revision = "0012_danger_alarms"

COUNTS = ("version", "notes_version", "topic_version")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("tickets", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("written_by", sa.Integer(), nullable=True))
    op.add_column(
        "tickets", sa.Column("written_at", base.UtcDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    for name in ("written_at", "written_by", *COUNTS):
        op.drop_column("tickets", name)
