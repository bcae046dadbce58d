"""Use cases of accounts: add one, sign in, end all sessions, change a password.

Hashing is done outside transactions: it would hold the one writer for tens of milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import Account
from app.accounts.passwords import hash_password, match_totp_step, matches_password
from app.accounts.queries import Credentials, find_account, find_credentials
from app.accounts.roles import Role
from app.errors import BadInput, HotlineError, NotFound
from app.i18n import Language
from app.storage.unit_of_work import Store, UnitOfWork

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10


class WrongSignIn(HotlineError):
    """No enabled account has this name and password; never says which of the two is wrong."""

    code = "wrong_sign_in"
    status = 401


class WrongCode(HotlineError):
    """The password is right, the six-digit code is missing, wrong or used."""

    code = "wrong_code"
    status = 401


class LockedSignIn(HotlineError):
    """Too many failures: not even the right password signs in until the lock ends."""

    code = "locked_sign_in"
    status = 429


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; `password` in clear, kept as a hash only."""

    username: str
    password: str
    name: str
    role: Role
    agent_id: int | None = None
    language: Language | None = None
    totp_secret: str | None = None


def add_account(store: Store, new: NewAccount) -> int:
    """Add an account and return its id. Raises BadInput for a taken name or a short password."""
    password_hash = hash_new_password(new.password)
    with store.write() as uow:
        return insert_account(uow, new, password_hash)


def hash_new_password(password: str) -> str:
    """The hash to keep, made before the transaction: it takes long.  Raises BadInput."""
    _check_password(password)
    return hash_password(password)


def insert_account(uow: UnitOfWork, new: NewAccount, password_hash: str) -> int:
    """Add an account inside a transaction that its maker has open."""
    username = new.username.strip().lower()
    if not username or find_account(uow.session, username):
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
    uow.record("account_added", account_id=account.id, role=new.role.value)
    return account.id


def sign_in(store: Store, username: str, password: str, code: str = "") -> int:
    """Check the password (and code) and return the account's id.

    Raises WrongSignIn, WrongCode or LockedSignIn; every failure counts towards the lock.
    """
    with store.read() as session:
        credentials = find_credentials(session, store.vault, username)
    is_right = matches_password(credentials.password_hash if credentials else None, password)
    if credentials is None:
        raise WrongSignIn()
    _check_lock(store, credentials)
    if not is_right:
        _count_failure(store, credentials.account_id)
        raise WrongSignIn()
    step = _check_code(store, credentials, code)
    _record_sign_in(store, credentials.account_id, step)
    return credentials.account_id


def end_sessions(store: Store, account_id: int) -> None:
    """Sign the account out everywhere."""
    with store.write() as uow:
        account = _get_account(uow, account_id)
        account.session_epoch += 1
        uow.record("sessions_ended", account_id=account_id)


def change_password(store: Store, username: str, old: str, new: str) -> None:
    """Set a new password and end all sessions. Raises WrongSignIn, LockedSignIn or BadInput."""
    _check_password(new)
    with store.read() as session:
        credentials = find_credentials(session, store.vault, username)
    if credentials is None:
        raise WrongSignIn()
    _check_lock(store, credentials)
    if not matches_password(credentials.password_hash, old):
        _count_failure(store, credentials.account_id)
        raise WrongSignIn()
    password_hash = hash_password(new)
    with store.write() as uow:
        account = _get_account(uow, credentials.account_id)
        account.password_hash, account.failures = password_hash, 0
        account.session_epoch += 1
        uow.record("password_changed", account_id=account.id)


def set_password(store: Store, username: str, password: str) -> None:
    """Set a password without the old one, lift the lock: for the administrator's command."""
    _check_password(password)
    password_hash = hash_password(password)
    with store.write() as uow:
        account = find_account(uow.session, username)
        if account is None:
            raise NotFound(what="account", name=username)
        account.password_hash, account.failures, account.locked_until = password_hash, 0, None
        account.session_epoch += 1
        uow.record("password_set", account_id=account.id)


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(place="password", reason="password_too_short", at_least=SHORTEST_PASSWORD)


def _check_lock(store: Store, credentials: Credentials) -> None:
    if credentials.locked_until and store.clock.now() < credentials.locked_until:
        raise LockedSignIn(until=credentials.locked_until)


def _check_code(store: Store, credentials: Credentials, code: str) -> int | None:
    if credentials.totp_secret is None:
        return None
    step = match_totp_step(
        credentials.totp_secret, code.replace(" ", ""), store.clock.now(), credentials.totp_step
    )
    if step is None:
        if code:
            _count_failure(store, credentials.account_id)
        raise WrongCode()
    return step


def _count_failure(store: Store, account_id: int) -> None:
    with store.write() as uow:
        account = _get_account(uow, account_id)
        account.failures += 1
        uow.record("sign_in_failed", account_id=account_id)
        if account.failures >= FAILURES_ALLOWED:
            account.failures, account.locked_until = 0, uow.now + LOCKED_FOR
            uow.record("account_locked", account_id=account_id)


def _record_sign_in(store: Store, account_id: int, totp_step: int | None) -> None:
    with store.write() as uow:
        account = _get_account(uow, account_id)
        if totp_step is not None and totp_step <= account.totp_step:
            raise WrongCode()
        account.totp_step = totp_step or account.totp_step
        account.failures, account.locked_until, account.signed_in_at = 0, None, uow.now
        uow.record("signed_in", account_id=account_id)


def _get_account(uow: UnitOfWork, account_id: int) -> Account:
    account = uow.session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(what="account", id=account_id)
    return account
