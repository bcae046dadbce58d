"""Tables of ratings, recordings of talks and the block list."""

from __future__ import annotations

revision = "0005_after_the_talk"
down_revision = "0004_duty"


def upgrade() -> None:
    pass
