"""What `hotline verify` finds: a breach of one law, with the id that breaks it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """`law` as numbered in DESIGN §4; `code` is stable; `subject` is contact, agent, offer …"""

    law: int
    code: str
    subject: str
    subject_id: int
    detail: str = ""

    def __str__(self) -> str:
        text = f"law {self.law}: {self.subject} {self.subject_id}: {self.code}"
        return f"{text} ({self.detail})" if self.detail else text
