"""Facts of recorded talks and messages; the sound is sealed elsewhere."""

from __future__ import annotations

from app.kit.storage.facts import CODE, CONTACT, ID, FactKind

RECORDING_MADE = FactKind("recording_made", CONTACT, recording_id=ID, what=CODE)
RECORDING_FETCHED = FactKind("recording_fetched", CONTACT, recording_id=ID)
RECORDING_HEARD = FactKind("recording_heard", CONTACT, recording_id=ID, account_id=ID)
RECORDING_ERASED = FactKind("recording_erased", CONTACT, recording_id=ID)
