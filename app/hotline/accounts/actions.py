"""Use cases of accounts: add one, end all sessions, change a password, reset a second factor.

Hashing is done outside transactions: it would hold the one writer for tens of milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from app.hotline.accounts.attempts import TriesFrom
from app.hotline.accounts.facts import (
    ACCOUNT_ADDED,
    FACTOR_RESET,
    PASSWORD_CHANGED,
    PASSWORD_SET,
    SESSIONS_ENDED,
    SIGN_IN_FAILED,
)
from app.hotline.accounts.models import Account, RecoveryCode
from app.hotline.accounts.password_rules import check_password
from app.hotline.accounts.passwords import hash_password, matches_password
from app.hotline.accounts.queries import (
    Credentials,
    find_account,
    find_anybodys_account,
    find_credentials,
)
from app.hotline.accounts.roles import Role, may_reset_factor
from app.hotline.accounts.standing import end_all_sessions
from app.kit.errors import BadInput, HotlineError, NotAllowed, NotFound
from app.kit.i18n import Language
from app.kit.storage.locking import get_locked
from app.kit.storage.unit_of_work import Store, UnitOfWork


class WrongSignIn(HotlineError):
    """Name, password and code do not fit, or were tried too often: one answer for all of these,
    so that nobody learns which names there are or that a password is right."""

    code = "wrong_sign_in"
    status = 401


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; `password` in clear, kept as a hash only.

    `totp_secret`: of who has their authenticator already (robots); people set it up themselves.
    """

    username: str
    password: str
    name: str
    role: Role
    agent_id: int | None = None
    language: Language | None = None
    totp_secret: str | None = None


def add_account(store: Store, new: NewAccount) -> int:
    """Add an account and return its id. Raises BadInput for a taken name or a short password."""
    password_hash = hash_new_password(new.password, new.username)
    with store.write() as uow:
        return insert_account(uow, new, password_hash)


def hash_new_password(password: str, username: str) -> str:
    """The hash to keep, made before the transaction: it takes long.  Raises BadInput."""
    check_password(password, username)
    return hash_password(password)


def insert_account(uow: UnitOfWork, new: NewAccount, password_hash: str) -> int:
    """Add an account inside a transaction that its maker has open."""
    username = new.username.strip().lower()
    if not username or find_anybodys_account(uow.session, username):
        raise BadInput(place="username", reason="taken" if username else "empty")
    account = Account(
        username=username,
        password_hash=password_hash,
        name_sealed=uow.vault.seal(new.name),
        role=new.role,
        agent_id=new.agent_id,
        language=new.language,
        totp_sealed=uow.vault.seal(new.totp_secret) if new.totp_secret else None,
        created_at=uow.now,
    )
    uow.session.add(account)
    uow.session.flush()
    uow.record(ACCOUNT_ADDED, account_id=account.id, role=new.role.value)
    return account.id


def end_sessions(store: Store, account_id: int) -> None:
    """Sign the account out everywhere."""
    with store.write() as uow:
        account = _get_account(uow, account_id)
        end_all_sessions(uow, account)
        uow.record(SESSIONS_ENDED, account_id=account_id)


def change_password(
    store: Store,
    username: str,
    old: str,
    new: str,
    tries: TriesFrom,
) -> None:
    """Set a new password and end all sessions. Raises WrongSignIn or BadInput."""
    check_password(new, username)
    may_try = tries.may_try(username)
    with store.read() as session:
        credentials = find_credentials(session, username)
    is_right = matches_password(credentials.password_hash if credentials else None, old)
    if credentials is None or not (may_try and is_right):
        _record_failure(store, credentials)
        raise WrongSignIn()
    password_hash = hash_password(new)
    with store.write() as uow:
        account = _get_account(uow, credentials.account_id)
        account.password_hash = password_hash
        end_all_sessions(uow, account)
        uow.record(PASSWORD_CHANGED, account_id=account.id)
    tries.succeed(username, credentials.account_id)


def set_password(store: Store, username: str, password: str) -> None:
    """Set a password without the old one, end its sessions: for the administrator's command."""
    check_password(password, username)
    password_hash = hash_password(password)
    with store.write() as uow:
        account = find_account(uow.session, username)
        if account is None:
            raise NotFound(what="account", name=username)
        account.password_hash = password_hash
        end_all_sessions(uow, account)
        uow.record(PASSWORD_SET, account_id=account.id)


def reset_factor(uow: UnitOfWork, account_id: int, by_account_id: int | None) -> None:
    """Take the second factor away and end all sessions: it is set up anew at the next sign-in.

    `by_account_id` is None for the administrator's command.  Raises NotFound; NotAllowed for
    one's own, and for an administrator's unless by another administrator.
    """
    account = _get_account(uow, account_id)
    if by_account_id is not None:
        by = _get_account(uow, by_account_id)
        if not may_reset_factor(by.id, Role(by.role), account.id, Role(account.role)):
            raise NotAllowed(reason="not_your_factor")
    account.totp_sealed = None
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_all_sessions(uow, account)
    uow.record(FACTOR_RESET, account_id=account.id, by_account_id=by_account_id)


def _record_failure(store: Store, credentials: Credentials | None) -> None:
    """For a known name and an unknown one alike, so that both take as long."""
    with store.write() as uow:
        account_id = credentials.account_id if credentials else None
        uow.record(SIGN_IN_FAILED, account_id=account_id)


def _get_account(uow: UnitOfWork, account_id: int) -> Account:
    account = get_locked(uow.session, Account, account_id)
    if account is None:
        raise NotFound(what="account", id=account_id)
    return account
