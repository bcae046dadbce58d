"""A hotline has a name, a number and hosts by which it is told from the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_further_hotlines"
down_revision = "0024_hotlines"


def upgrade() -> None:
    op.add_column("hotline", sa.Column("name", sa.String(), nullable=False, server_default=""))
    op.add_column("hotline", sa.Column("number", sa.String(), nullable=True))
    op.add_column("hotline", sa.Column("hosts", sa.JSON(), nullable=False, server_default="[]"))
    if op.get_bind().dialect.name == "postgresql":  # of offers, too, whose ids are long
        op.alter_column("deadlines", "subject_id", type_=sa.BigInteger())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("deadlines", "subject_id", type_=sa.Integer())
    for name in ("hosts", "number", "name"):
        op.drop_column("hotline", name)
