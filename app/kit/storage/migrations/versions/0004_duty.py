"""Tables of the duty rota and of conflicts of interest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0004_duty"
down_revision = "0003_bridge12345"


def upgrade() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("starts_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_duty_shifts_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
    )
    for name in ("agent_id", "starts_at", "ends_at"):
        op.create_index(op.f(f"ix_duty_shifts_{name}"), "duty_shifts", [name], unique=False)
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_conflicts_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["callers.id"], name=op.f("fk_conflicts_caller_id_callers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("caller_id", "agent_id", name=op.f("uq_conflicts_caller_id_agent_id")),
    )


def downgrade() -> None:
    op.drop_table("conflicts")
    op.drop_table("duty_shifts")
