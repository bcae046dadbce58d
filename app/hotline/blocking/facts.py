"""Facts of numbers that are not put through; the number itself is sealed elsewhere."""

from __future__ import annotations

from app.kit.storage.facts import CODE, COUNT, ID, FactKind

NUMBER_BLOCKED = FactKind("number_blocked", account_id=ID, block_id=ID, reason=CODE, days=COUNT)
BLOCK_LIFTED = FactKind("block_lifted", account_id=ID, block_id=ID)
