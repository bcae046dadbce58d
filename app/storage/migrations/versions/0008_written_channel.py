"""Tables of chat files, message reports and assistance."""

from __future__ import annotations

revision = "0008_written_channel"
down_revision = "0007_ringing"


def upgrade() -> None:
    pass
