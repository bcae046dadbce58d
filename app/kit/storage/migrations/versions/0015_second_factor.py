"""Recovery codes of the second factor; locks by name alone are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage.base import UtcDateTime

revision = "0015_second_factor"
down_revision = "0014_health_probes"


def upgrade() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_account_id"), "recovery_codes", ["account_id"])
    op.drop_column("accounts", "failures")
    op.drop_column("accounts", "locked_until")


def downgrade() -> None:
    op.add_column("accounts", sa.Column("locked_until", UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "accounts", sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    )
    op.drop_table("recovery_codes")
