"""Tables of ratings, recordings of talks and the block list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0005_after_the_talk"
down_revision = "0004_duty"


def upgrade() -> None:
    op.add_column(
        "hotline", sa.Column("after_talk", sa.JSON(), nullable=False, server_default="{}")
    )
    with op.batch_alter_table("hotline") as hotline:
        hotline.alter_column("after_talk", server_default=None)
    op.add_column(
        "hotline", sa.Column("carrier_lost_at", base.UtcDateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("asked_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rated_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("texted_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer_token", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_ratings_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_ratings_contact_id")),
        sa.UniqueConstraint("answer_token", name=op.f("uq_ratings_answer_token")),
    )
    op.create_table(
        "blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("blocked_by", sa.Integer(), nullable=False),
        sa.Column("blocked_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_number_index"), "blocks", ["number_index"], unique=False)


def downgrade() -> None:
    op.drop_table("blocks")
    op.drop_table("ratings")
    op.drop_column("hotline", "carrier_lost_at")
    op.drop_column("hotline", "after_talk")
