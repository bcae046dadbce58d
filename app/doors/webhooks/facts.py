"""Facts of what the carrier told us late or in vain."""

from __future__ import annotations

from app.kit.storage.facts import CONTACT, COUNT, ID, FactKind, maybe

UNHEARD_CALLER_LISTED = FactKind("unheard_caller_listed", CONTACT)
UNREAD_TEXT_TAKEN_IN = FactKind("unread_text_taken_in")
RECEIPTS_ERASED = FactKind(
    "receipts_erased",
    effect_id=ID,
    receipts=maybe(COUNT),
    effects=maybe(COUNT),
    signatures=maybe(COUNT),
)
"""How many rows that only recovery needed were deleted with them."""
