"""Use cases of accounts: add one, sign in, end all sessions, change a password.

Hashing is done outside transactions: it would hold the one writer for tens of milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.attempts import Attempts
from app.accounts.models import Account
from app.accounts.password_rules import check_password
from app.accounts.passwords import hash_password, match_totp_step, matches_password
from app.accounts.queries import Credentials, find_account, find_credentials
from app.accounts.roles import Role
from app.errors import BadInput, HotlineError, NotFound
from app.i18n import Language
from app.storage.unit_of_work import Store, UnitOfWork


class WrongSignIn(HotlineError):
    """Name, password and code do not fit, or were tried too often: one answer for all of these,
    so that nobody learns which names there are or that a password is right."""

    code = "wrong_sign_in"
    status = 401


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


def sign_in(
    store: Store,
    username: str,
    password: str,
    code: str = "",
    *,
    attempts: Attempts | None = None,
    address: str = "",
) -> int:
    """Check the password (and code) and return the account's id.

    Raises WrongSignIn, the same after the same work whatever was wrong.
    """
    may_try = attempts is None or attempts.may_try(username, address)
    with store.read() as session:
        credentials = find_credentials(session, store.vault, username)
    is_right = matches_password(credentials.password_hash if credentials else None, password)
    step = match_code(store, credentials, code) if credentials else None
    if credentials is None or not (may_try and is_right) or step is None:
        _record_failure(store, credentials)
        raise WrongSignIn()
    _record_sign_in(store, credentials.account_id, step)
    if attempts is not None:
        attempts.succeed(username, address)
    return credentials.account_id


def end_sessions(store: Store, account_id: int) -> None:
    """Sign the account out everywhere."""
    with store.write() as uow:
        account = _get_account(uow, account_id)
        _end_sessions(uow, account)
        uow.record("sessions_ended", account_id=account_id)


def change_password(
    store: Store,
    username: str,
    old: str,
    new: str,
    *,
    attempts: Attempts | None = None,
    address: str = "",
) -> None:
    """Set a new password and end all sessions. Raises WrongSignIn or BadInput."""
    check_password(new, username)
    may_try = attempts is None or attempts.may_try(username, address)
    with store.read() as session:
        credentials = find_credentials(session, store.vault, username)
    is_right = matches_password(credentials.password_hash if credentials else None, old)
    if credentials is None or not (may_try and is_right):
        _record_failure(store, credentials)
        raise WrongSignIn()
    password_hash = hash_password(new)
    with store.write() as uow:
        account = _get_account(uow, credentials.account_id)
        account.password_hash = password_hash
        _end_sessions(uow, account)
        uow.record("password_changed", account_id=account.id)


def set_password(store: Store, username: str, password: str) -> None:
    """Set a password without the old one, end its sessions: for the administrator's command."""
    check_password(password, username)
    password_hash = hash_password(password)
    with store.write() as uow:
        account = find_account(uow.session, username)
        if account is None:
            raise NotFound(what="account", name=username)
        account.password_hash = password_hash
        _end_sessions(uow, account)
        uow.record("password_set", account_id=account.id)


def match_code(store: Store, credentials: Credentials, code: str) -> int | None:
    """The time step of a right code; 0 where none is asked for; None for a wrong one."""
    if credentials.totp_secret is None:
        return 0
    return match_totp_step(
        credentials.totp_secret, code.replace(" ", ""), store.clock.now(), credentials.totp_step
    )


def _record_failure(store: Store, credentials: Credentials | None) -> None:
    """For a known name and an unknown one alike, so that both take as long."""
    with store.write() as uow:
        account_id = credentials.account_id if credentials else None
        uow.record("sign_in_failed", account_id=account_id)


def _end_sessions(uow: UnitOfWork, account: Account) -> None:
    """Cookies of the account die with its epoch, open streams with the news of it."""
    account.session_epoch += 1
    uow.topics.add(f"account:{account.id}")


def _record_sign_in(store: Store, account_id: int, totp_step: int) -> None:
    with store.write() as uow:
        account = _get_account(uow, account_id)
        if totp_step and totp_step <= account.totp_step:
            raise WrongSignIn()
        account.totp_step = totp_step or account.totp_step
        account.signed_in_at = uow.now
        uow.record("signed_in", account_id=account_id)


def _get_account(uow: UnitOfWork, account_id: int) -> Account:
    account = uow.session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound(what="account", id=account_id)
    return account
