"""Tables of chat files and of the parts of text messages; who wrote an answer's words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0008_written_channel"
down_revision = "0007_ringing"


def upgrade() -> None:
    op.create_table(
        "chat_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sent_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_chat_files_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_chat_files_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_files")),
        sa.UniqueConstraint("message_id", name=op.f("uq_chat_files_message_id")),
    )
    op.create_index(op.f("ix_chat_files_contact_id"), "chat_files", ["contact_id"], unique=False)
    op.create_table(
        "text_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("carrier_sid", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("planned_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_text_parts_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_text_parts_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_parts")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_text_parts_carrier_sid")),
        sa.UniqueConstraint("message_id", "part", name=op.f("uq_text_parts_message_id_part")),
        sa.UniqueConstraint("token", name=op.f("uq_text_parts_token")),
    )
    op.create_index(op.f("ix_text_parts_contact_id"), "text_parts", ["contact_id"], unique=False)
    op.add_column(
        "callers", sa.Column("texts_refused_at", base.UtcDateTime(timezone=True), nullable=True)
    )
    op.add_column("answer_texts", sa.Column("written_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("answer_texts", "written_by")
    op.drop_column("callers", "texts_refused_at")
    op.drop_table("text_parts")
    op.drop_table("chat_files")
