"""Tables of the pages for prompts, hours and rules of the line."""

from __future__ import annotations

revision = "0006_line_desk"
down_revision = "0005_after_the_talk"


def upgrade() -> None:
    pass
