"""Use case of one's own recovery codes: draw new ones, which end all earlier ones."""

from __future__ import annotations

from app.hotline.accounts.attempts import TriesFrom
from app.hotline.accounts.factor import RECOVERY_CODES, make_recovery_code
from app.hotline.accounts.facts import RECOVERY_CODES_DRAWN, RECOVERY_CODES_REFUSED
from app.hotline.accounts.models import Account
from app.hotline.accounts.sign_in_actions import WrongCode, keep_recovery_codes, take_code
from app.kit.storage.locking import get_locked
from app.kit.storage.unit_of_work import Store


def draw_recovery_codes(store: Store, account_id: int, code: str, tries: TriesFrom) -> list[str]:
    """New codes for a code of the authenticator or one that is left; told this once.

    Raises WrongCode, also after too many tries or without a second factor.
    """
    may_try = tries.may_try_code(account_id)
    codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    with store.write() as uow:
        account = get_locked(uow.session, Account, account_id)
        is_right = take_code(uow, account, code, is_allowed=may_try)
        if account is not None and is_right:
            keep_recovery_codes(uow, account.id, codes)
            tries.succeed(account.username, account.id)
        kind = RECOVERY_CODES_DRAWN if is_right else RECOVERY_CODES_REFUSED
        uow.record(kind, account_id=account_id)
    if not is_right:
        raise WrongCode()
    return codes
