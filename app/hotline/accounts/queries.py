"""Every SELECT on accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.hotline.accounts.models import Account, RecoveryCode
from app.hotline.accounts.roles import Role
from app.hotline.agents.models import Agent
from app.kit.i18n import Language, parse_language
from app.kit.storage.scope import every_hotline
from app.kit.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account behind a request, as far as pages need to know it."""

    account_id: int
    username: str
    name: str
    role: Role
    agent_id: int | None
    language: Language | None
    has_factor: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an attempt to sign in is checked against."""

    account_id: int
    password_hash: str
    session_epoch: int
    has_factor: bool
    hotline_id: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, as the page of sign-ins shows them."""

    account_id: int
    username: str
    name: str
    role: Role
    is_enabled: bool
    has_factor: bool
    signed_in_at: datetime | None


def find_account(session: Session, username: str) -> Account | None:
    """The account of a user name, whatever its state; upper and lower case are one."""
    return session.scalar(_select_named(username))


def find_anybodys_account(session: Session, username: str) -> Account | None:
    """As `find_account`, of whatever hotline: user names are the house's, and who signs in says
    no hotline."""
    return session.scalar(every_hotline(_select_named(username)))


def _select_named(username: str) -> Select[Account]:
    return select(Account).where(Account.username == username.strip().lower())


def find_credentials(session: Session, username: str) -> Credentials | None:
    """What the account checks against; None when there is no enabled account of that name."""
    account = find_anybodys_account(session, username)
    if account is None or not account.is_enabled:
        return None
    has_factor = account.totp_sealed is not None
    return Credentials(
        account.id,
        account.password_hash,
        account.session_epoch,
        has_factor,
        account.hotline_id,
    )


def list_people(session: Session, vault: Vault) -> list[Person]:
    """Everybody who may sign in or once could, by user name."""
    return [
        Person(
            each.id,
            each.username,
            vault.open(each.name_sealed),
            Role(each.role),
            each.is_enabled,
            each.totp_sealed is not None,
            each.signed_in_at,
        )
        for each in session.scalars(select(Account).order_by(Account.username))
    ]


def count_recovery_codes(session: Session, account_id: int) -> int:
    """How many codes of the account are not used yet."""
    unused = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def find_signed_in(session: Session, vault: Vault, account_id: int) -> SignedIn | None:
    """The account that a session names; None when it is gone or disabled."""
    account = session.get(Account, account_id)
    if account is None or not account.is_enabled:
        return None
    return SignedIn(
        account.id,
        account.username,
        vault.open(account.name_sealed),
        Role(account.role),
        account.agent_id,
        parse_language(account.language),
        account.totp_sealed is not None,
    )


def count_accounts(session: Session) -> int:
    """How many accounts there are."""
    return session.scalar(select(func.count()).select_from(Account)) or 0


def list_names(
    session: Session, vault: Vault, account_ids: Collection[int | None]
) -> dict[int | None, str]:
    """The names of accounts by id."""
    accounts = select(Account).where(Account.id.in_([each for each in account_ids if each]))
    return {each.id: vault.open(each.name_sealed) for each in session.scalars(accounts)}


def shares_phone(session: Session, vault: Vault, agent_id: int, address: str) -> bool:
    """Whether somebody else's phone is noted at the same address."""
    others = session.scalars(
        select(Agent.address_sealed).where(Agent.id != agent_id, Agent.address_sealed.is_not(None))
    )
    return any(vault.open(sealed) == address for sealed in others if sealed is not None)


def find_phone(session: Session, vault: Vault, agent_id: int | None) -> str:
    """Where the phone of one's own agent rings; "" when none is noted."""
    agent = session.get(Agent, agent_id) if agent_id is not None else None
    return vault.open(agent.address_sealed) if agent and agent.address_sealed else ""
