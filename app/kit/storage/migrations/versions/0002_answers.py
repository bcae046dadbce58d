"""Tables of the knowledge base."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0002_answers"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "answer_articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("owner_unit", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(), nullable=True),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.Column("review_on", sa.String(), nullable=True),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_articles")),
    )
    op.create_index(op.f("ix_answer_articles_topic"), "answer_articles", ["topic"], unique=False)
    op.create_table(
        "answer_gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("question_index", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_gaps")),
        sa.UniqueConstraint("question_index", name=op.f("uq_answer_gaps_question_index")),
    )
    op.create_table(
        "answer_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("reviewed_on", sa.String(), nullable=True),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.Column("changed_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["answer_articles.id"],
            name=op.f("fk_answer_texts_article_id_answer_articles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_texts")),
        sa.UniqueConstraint(
            "article_id", "language", name=op.f("uq_answer_texts_article_id_language")
        ),
    )
    op.create_index(
        op.f("ix_answer_texts_change_number"), "answer_texts", ["change_number"], unique=False
    )
    op.create_index(op.f("ix_answer_texts_state"), "answer_texts", ["state"], unique=False)
    op.create_table(
        "answer_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["answer_articles.id"],
            name=op.f("fk_answer_uses_article_id_answer_articles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_uses")),
    )
    op.create_index(op.f("ix_answer_uses_article_id"), "answer_uses", ["article_id"], unique=False)
    op.create_index(op.f("ix_answer_uses_contact_id"), "answer_uses", ["contact_id"], unique=False)
    op.create_table(
        "answer_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_id"], ["answer_texts.id"], name=op.f("fk_answer_versions_text_id_answer_texts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_versions")),
    )
    op.create_index(
        op.f("ix_answer_versions_text_id"), "answer_versions", ["text_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("answer_versions")
    op.drop_table("answer_uses")
    op.drop_table("answer_texts")
    op.drop_table("answer_gaps")
    op.drop_table("answer_articles")
