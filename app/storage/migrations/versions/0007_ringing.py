"""Columns of topic keys, whispers and offers of an interpreter."""

from __future__ import annotations

revision = "0007_ringing"
down_revision = "0006_line_desk"


def upgrade() -> None:
    pass
