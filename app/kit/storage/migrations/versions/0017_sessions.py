"""Sessions are rows, so that they end on the server and know when somebody was last there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage.base import UtcDateTime

revision = "0017_sessions"
down_revision = "0016_deadline_attempts"


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"])


def downgrade() -> None:
    op.drop_table("sessions")
