"""The result of a forwarded matter counts its changes, and 12345's own words tell when they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0019_referral_versions"
down_revision = "0018_live_rows"


def upgrade() -> None:
    with op.batch_alter_table("referrals") as table:
        table.add_column(
            sa.Column("result_version", sa.Integer(), nullable=False, server_default="0")
        )
        table.add_column(sa.Column("result_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("result_at", base.UtcDateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("described_at", base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("referrals") as table:
        for name in ("described_at", "result_at", "result_by", "result_version"):
            table.drop_column(name)
