"""An index of the few texts that are owed an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_receipts_owed"
down_revision = "0019_referral_versions"


def upgrade() -> None:
    owed = sa.text("verdict = 'answer_owed'")
    op.create_index(
        "ix_receipts_owed", "webhook_receipts", ["id"], sqlite_where=owed, postgresql_where=owed
    )


def downgrade() -> None:
    op.drop_index("ix_receipts_owed", "webhook_receipts")
