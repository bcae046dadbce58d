"""Columns of topic keys and of languages that nobody on duty spoke."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0007_ringing"
down_revision = "0006_line_desk"


def upgrade() -> None:
    op.add_column(
        "contacts",
        sa.Column("language_unserved_at", base.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column("contacts", sa.Column("topic_by_key", sa.String(), nullable=True))
    op.add_column(
        "hotline",
        sa.Column("topic_keys", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
    )


def downgrade() -> None:
    op.drop_column("hotline", "topic_keys")
    op.drop_column("contacts", "topic_by_key")
    op.drop_column("contacts", "language_unserved_at")
