"""Facts of who signs in, and what became of their passwords and codes."""

from __future__ import annotations

from app.hotline.accounts.roles import Role
from app.kit.storage.facts import AGENT, FLAG, ID, FactKind, maybe, one_of

ACCOUNT_ADDED = FactKind("account_added", account_id=ID, role=one_of(Role))
PASSWORD_TRIED = FactKind("password_tried", account_id=maybe(ID), is_right=FLAG)
SIGNED_IN = FactKind("signed_in", account_id=ID)
SIGN_IN_FAILED = FactKind("sign_in_failed", account_id=maybe(ID))
SESSIONS_ENDED = FactKind("sessions_ended", account_id=ID)
PASSWORD_CHANGED = FactKind("password_changed", account_id=ID)
PASSWORD_SET = FactKind("password_set", account_id=ID)
FACTOR_SET_UP = FactKind("factor_set_up", account_id=ID)
FACTOR_RESET = FactKind("factor_reset", account_id=ID, by_account_id=maybe(ID))
RECOVERY_CODE_USED = FactKind("recovery_code_used", account_id=ID)
RECOVERY_CODES_DRAWN = FactKind("recovery_codes_drawn", account_id=ID)
RECOVERY_CODES_REFUSED = FactKind("recovery_codes_refused", account_id=ID)
PHONE_SET = FactKind("phone_set", AGENT, account_id=ID)
