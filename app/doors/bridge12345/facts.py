"""Facts of matters that 12345 hands to us, and of what it is told of them."""

from __future__ import annotations

from app.doors.bridge12345.models import StepCode
from app.kit.storage.facts import CODE, CONTACT, COUNT, ID, FactKind, maybe, one_of

REFERRAL_RECEIVED = FactKind(
    "referral_received", referral_id=ID, urgency=one_of("normal", "urgent", "emergency")
)
REFERRALS_RECONCILED = FactKind("referrals_reconciled", behind=COUNT, open=COUNT)
REFERRAL_STEP_OWED = FactKind(
    "referral_step_owed", CONTACT, referral_id=ID, step=one_of(StepCode), sequence=COUNT
)
_TOLD = {
    "referral_id": ID,
    "step": one_of(StepCode),
    "sequence": COUNT,
    "status": maybe(COUNT),
    "purpose": CODE,
}
"""`status`: of HTTP, nothing when 12345 did not answer; `purpose`: why personal data went out."""
REFERRAL_STEP_TAKEN = FactKind("referral_step_taken", CONTACT, **_TOLD)
REFERRAL_STEP_REFUSED = FactKind("referral_step_refused", CONTACT, **_TOLD)
