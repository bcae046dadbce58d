"""Use cases of signing in: the password, then the code; setting up the second factor.

After the password nothing is told: who guesses learns from the last step only that something was
wrong.  Alone an account without a second factor, which nobody has used yet, goes another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import delete, select

from app.hotline.accounts.actions import WrongSignIn
from app.hotline.accounts.attempts import TriesFrom
from app.hotline.accounts.begun import NOBODY, BegunSignIn
from app.hotline.accounts.factor import (
    RECOVERY_CODES,
    make_recovery_code,
    make_totp_secret,
    match_totp_step,
    tidy_code,
)
from app.hotline.accounts.facts import (
    FACTOR_SET_UP,
    PASSWORD_TRIED,
    RECOVERY_CODE_USED,
    SIGN_IN_FAILED,
    SIGNED_IN,
)
from app.hotline.accounts.models import Account, RecoveryCode
from app.hotline.accounts.passwords import matches_password
from app.hotline.accounts.queries import find_credentials
from app.hotline.accounts.sessions import SessionClaim
from app.hotline.accounts.standing import begin_session
from app.kit.errors import HotlineError
from app.kit.storage.locking import get_locked
from app.kit.storage.scope import FIRST_HOTLINE, within
from app.kit.storage.unit_of_work import Store, UnitOfWork

_NOBODYS_SECRET = make_totp_secret()


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in."""

    username: str
    claim: SessionClaim


class WrongCode(HotlineError):
    """The code does not belong to the secret that is being set up."""

    code = "wrong_code"
    status = 422


def begin_sign_in(store: Store, username: str, password: str, tries: TriesFrom) -> BegunSignIn:
    """Check the password, and tell nobody; the same work whatever is wrong."""
    may_try = tries.may_try(username)
    with within(FIRST_HOTLINE), store.read() as session:
        credentials = find_credentials(session, username)
    hotline_id = credentials.hotline_id if credentials else FIRST_HOTLINE
    is_right = matches_password(credentials.password_hash if credentials else None, password)
    is_right = is_right and may_try
    with within(hotline_id), store.write() as uow:
        account_id = credentials.account_id if credentials else None
        uow.record(PASSWORD_TRIED, account_id=account_id, is_right=is_right)
    if credentials is None or not is_right:
        return BegunSignIn(NOBODY, 0, store.clock.now())
    return BegunSignIn(
        credentials.account_id,
        credentials.session_epoch,
        store.clock.now(),
        "" if credentials.has_factor else make_totp_secret(),
        hotline_id,
    )


def sign_in_by_password(store: Store, begun: BegunSignIn, tries: TriesFrom) -> SessionClaim:
    """End the sign-in without a code (training); begins a session.  Raises WrongSignIn."""
    with within(begun.hotline_id), store.write() as uow:
        account = find_begun_account(uow, begun)
        entered = _note_end(uow, account, is_right=account is not None)
    return _end(entered, tries)


def sign_in_by_code(store: Store, begun: BegunSignIn, code: str, tries: TriesFrom) -> SessionClaim:
    """End the sign-in with a code of the authenticator or a recovery code; begins a session.

    Raises WrongSignIn, the same after the same work whatever was wrong at either step.
    """
    may_try = tries.may_try_code(begun.account_id)
    with within(begun.hotline_id), store.write() as uow:
        account = find_begun_account(uow, begun)
        is_right = take_code(uow, account, code, is_allowed=may_try)
        entered = _note_end(uow, account, is_right=is_right)
    return _end(entered, tries)


def set_up_factor(
    store: Store, begun: BegunSignIn, code: str, tries: TriesFrom
) -> tuple[SessionClaim, list[str]]:
    """Keep the new secret once a code shows that the phone has it, and sign in.

    Returns the session and the recovery codes, which are told this once.  Raises WrongCode;
    WrongSignIn when the account has meanwhile been set up, disabled or signed out everywhere.
    """
    codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    with within(begun.hotline_id), store.write() as uow:
        account = find_begun_account(uow, begun)
        if account is None or account.totp_sealed is not None or not begun.new_secret:
            raise WrongSignIn()
        step = match_totp_step(begun.new_secret, tidy_code(code), uow.now, 0)
        if step is None:
            raise WrongCode()
        account.totp_sealed = uow.vault.seal(begun.new_secret)
        account.totp_step = step
        keep_recovery_codes(uow, account.id, codes)
        uow.record(FACTOR_SET_UP, account_id=account.id)
        entered = _note_end(uow, account, is_right=True)
    return _end(entered, tries), codes


def find_begun_account(uow: UnitOfWork, begun: BegunSignIn) -> Account | None:
    """The account, locked, if it may still sign in as begun."""
    account = get_locked(uow.session, Account, begun.account_id)
    if account is None or not account.is_enabled or account.session_epoch != begun.epoch:
        return None
    return account


def take_code(uow: UnitOfWork, account: Account | None, code: str, *, is_allowed: bool) -> bool:
    """Whether the code is right and unused; it is used then."""
    typed = tidy_code(code)
    sealed = account.totp_sealed if account else None
    secret = uow.vault.open(sealed) if sealed else _NOBODYS_SECRET
    step = match_totp_step(secret, typed, uow.now, account.totp_step if account else 0)
    recovery = _find_recovery_code(uow, account.id if account else NOBODY, typed)
    if account is None or sealed is None or not is_allowed:
        return False
    if step is not None:
        account.totp_step = step
    elif recovery is not None:
        recovery.used_at = uow.now
        uow.record(RECOVERY_CODE_USED, account_id=account.id)
    return step is not None or recovery is not None


def keep_recovery_codes(uow: UnitOfWork, account_id: int, codes: list[str]) -> None:
    """Keep digests of the codes, in the place of all that were."""
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    for code in codes:
        digest = digest_recovery_code(uow, account_id, tidy_code(code))
        uow.session.add(RecoveryCode(account_id=account_id, digest=digest))


def digest_recovery_code(uow: UnitOfWork, account_id: int, typed: str) -> str:
    """Keyed, so that the database alone tells nothing; the codes themselves cannot be guessed."""
    return uow.vault.index(f"recovery code of account {account_id}: {typed}")


def _find_recovery_code(uow: UnitOfWork, account_id: int, typed: str) -> RecoveryCode | None:
    digest, found = digest_recovery_code(uow, account_id, typed), None
    unused = select(RecoveryCode).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    for each in uow.session.scalars(unused):
        if compare_digest(each.digest, digest):
            found = each
    return found


def _note_end(uow: UnitOfWork, account: Account | None, *, is_right: bool) -> Entered | None:
    """One fact for a known name and an unknown one alike, so that both take as long."""
    account_id = account.id if account else None
    uow.record(SIGNED_IN if is_right else SIGN_IN_FAILED, account_id=account_id)
    if account is None or not is_right:
        return None
    account.signed_in_at = uow.now
    return Entered(account.username, begin_session(uow, account))


def _end(entered: Entered | None, tries: TriesFrom) -> SessionClaim:
    if entered is None:
        raise WrongSignIn()
    tries.succeed(entered.username, entered.claim.account_id)
    return entered.claim
