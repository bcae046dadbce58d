"""Tables of the bridge to 12345."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0003_bridge12345"
down_revision = "0002_answers"


def upgrade() -> None:
    op.create_table(
        "referral_keys",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_referral_keys")),
    )
    op.create_table(
        "referral_signatures",
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_referral_signatures")),
    )
    op.create_index(op.f("ix_referral_signatures_at"), "referral_signatures", ["at"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("awaited_until_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("matched_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("changed_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("appeal_type", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=True),
        sa.Column("wanted_by_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["callers.id"], name=op.f("fk_referrals_caller_id_callers")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_referrals_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("order_number", name=op.f("uq_referrals_order_number")),
    )
    for column in ("caller_id", "changed_at", "contact_id"):
        op.create_index(op.f(f"ix_referrals_{column}"), "referrals", [column], unique=False)
    op.create_table(
        "referral_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("taken_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_referral_steps_referral_id_referrals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_steps")),
        sa.UniqueConstraint(
            "referral_id", "sequence", name=op.f("uq_referral_steps_referral_id_sequence")
        ),
    )
    op.create_index(
        op.f("ix_referral_steps_referral_id"), "referral_steps", ["referral_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("referral_steps")
    op.drop_table("referrals")
    op.drop_table("referral_signatures")
    op.drop_table("referral_keys")
