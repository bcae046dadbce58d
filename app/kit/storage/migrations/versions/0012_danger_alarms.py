"""Alarms of danger in somebody's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage.base import UtcDateTime

revision = "0012_danger_alarms"
down_revision = "0011_given_up"


def upgrade() -> None:
    op.create_table(
        "danger_alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("was_danger", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_danger_alarms_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_danger_alarms")),
    )
    op.create_index(op.f("ix_danger_alarms_contact_id"), "danger_alarms", ["contact_id"])
    op.create_index(op.f("ix_danger_alarms_raised_at"), "danger_alarms", ["raised_at"])


def downgrade() -> None:
    op.drop_table("danger_alarms")
