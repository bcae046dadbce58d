"""A deadline counts how often it was tried in vain, so that one that never can be is given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_deadline_attempts"
down_revision = "0015_second_factor"


def upgrade() -> None:
    column = sa.Column("attempts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("deadlines", column)


def downgrade() -> None:
    op.drop_column("deadlines", "attempts")
