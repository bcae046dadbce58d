"""Facts of what was done at a console."""

from __future__ import annotations

from app.hotline.ratings.queries import Asking
from app.kit.storage.facts import AGENT, CONTACT, COUNT, FLAG, ID, FactKind, maybe, one_of

CONTACT_OPENED = FactKind("contact_opened", CONTACT, AGENT, account_id=maybe(ID))
SAFE_CONTACT_SET = FactKind(
    "safe_contact_set",
    CONTACT,
    AGENT,
    call=maybe(FLAG),
    text=maybe(FLAG),
    word=maybe(FLAG),
    consented=maybe(FLAG),
)
AFTER_TALK_CHANGED = FactKind(
    "after_talk_changed",
    account_id=ID,
    rating=one_of(Asking),
    records_talks=FLAG,
    kept_days=COUNT,
    kept_longer_days=COUNT,
)
SOFTPHONE_PASSED = FactKind("softphone_passed", AGENT)
