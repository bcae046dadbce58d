"""Tables of the pages for prompts, hours and rules of the line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0006_line_desk"
down_revision = "0005_after_the_talk"


def upgrade() -> None:
    op.create_table(
        "prompt_recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("length_s", sa.Double(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_prompt_recordings_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_recordings")),
    )
    op.create_index(
        op.f("ix_prompt_recordings_name_language"), "prompt_recordings", ["name", "language"]
    )
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("topic_seats", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_rule_versions_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
    )
    for table, column in (("hotline", "topic_seats"), ("callers", "priority_groups")):
        empty = "{}" if column == "topic_seats" else "[]"
        op.add_column(
            table,
            sa.Column(column, sa.JSON(), nullable=False, server_default=sa.text(f"'{empty}'")),
        )


def downgrade() -> None:
    op.drop_column("callers", "priority_groups")
    op.drop_column("hotline", "topic_seats")
    op.drop_table("rule_versions")
    op.drop_table("prompt_recordings")
