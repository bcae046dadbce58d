"""An effect that was given up keeps its last error, and who settled it, when and how."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_given_up"
down_revision = "0010_conflicts"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("last_error", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("settled_by", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("settled_how", sa.String(), nullable=True))
    op.create_index("ix_outbox_given_up", "outbox", ["result", "settled_at"])


def downgrade() -> None:
    op.drop_index("ix_outbox_given_up", "outbox")
    for name in ("settled_how", "settled_by", "settled_at", "last_error"):
        op.drop_column("outbox", name)
