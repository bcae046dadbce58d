"""Table of the calls to staff in which they read a prompt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0009_prompt_calls"
down_revision = "0008_written_channel"


def upgrade() -> None:
    op.create_table(
        "prompt_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("spoken_in", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.Column("planned_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_prompt_calls_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_prompt_calls_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_calls")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_prompt_calls_call_sid")),
        sa.UniqueConstraint("token", name=op.f("uq_prompt_calls_token")),
    )
    op.create_index(
        op.f("ix_prompt_calls_account_id"), "prompt_calls", ["account_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("prompt_calls")
