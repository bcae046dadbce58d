"""A conflict of interest says why, by whom and in which contact it was noted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_conflicts"
down_revision = "0009_prompt_calls"


def upgrade() -> None:
    op.add_column("conflicts", sa.Column("contact_id", sa.Integer(), nullable=True))
    op.add_column("conflicts", sa.Column("noted_by", sa.Integer(), nullable=True))
    op.add_column(
        "conflicts",
        sa.Column("reason", sa.String(), nullable=False, server_default="other_party"),
    )


def downgrade() -> None:
    op.drop_column("conflicts", "reason")
    op.drop_column("conflicts", "noted_by")
    op.drop_column("conflicts", "contact_id")
