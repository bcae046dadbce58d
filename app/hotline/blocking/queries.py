"""Every SELECT of the block list.  A number marked danger is never blocked, whatever is listed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.hotline.accounts.queries import find_signed_in
from app.hotline.blocking.models import Block
from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Caller, Contact
from app.hotline.contacts.numbers import list_spellings, read_caller
from app.hotline.contacts.safety import DANGER_TOPICS
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number

log = logging.getLogger(__name__)

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class BlockedNumber:
    """One entry that blocks now, as supervisors see it: the number masked (law 9)."""

    block_id: int
    masked_number: str
    reason: str
    blocked_by: str
    blocked_at: datetime
    expires_at: datetime


def look_up_block(store: Store, number: str) -> bool:
    """Whether a call from `number` is to hear the closing, and a text to stay unanswered; a
    look-up that fails stops nobody (B74)."""
    if not number:
        return False
    try:
        with store.read() as session:
            return is_blocked(session, store.vault, number, store.clock.now())
    except SQLAlchemyError:
        log.exception("the block list could not be asked: nobody is stopped")
        return False


def is_blocked(session: Session, vault: Vault, number: str, now: datetime) -> bool:
    """Whether the number stands on the list now, and nobody under it is in danger."""
    spellings = list_spellings(read_caller(number) or number)
    indexes = {vault.index(each) for each in spellings}
    blocks = select(Block.id).where(Block.number_index.in_(indexes), _holds(now))
    if session.scalar(blocks.limit(1)) is None:
        return False
    return not any(is_in_danger(session, index) for index in sorted(indexes))


def is_in_danger(session: Session, number_index: str) -> bool:
    """Whether anything ever said that somebody under this number is in danger."""
    caller = session.scalar(select(Caller).where(Caller.number_index == number_index))
    if caller is not None and Group.WOMAN_IN_DANGER in (caller.priority_groups or ()):
        return True
    marked = (
        select(Contact.id)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(
            Caller.number_index == number_index,
            or_(Contact.danger, Contact.topic.in_(sorted(DANGER_TOPICS))),
        )
    )
    return session.scalar(marked.limit(1)) is not None


def find_block(session: Session, number_index: str, now: datetime) -> Block | None:
    """The entry that blocks this number now."""
    blocks = select(Block).where(Block.number_index == number_index, _holds(now))
    return session.scalars(blocks.order_by(Block.id.desc())).first()


def list_blocked(session: Session, vault: Vault, now: datetime) -> list[BlockedNumber]:
    """Every number that is blocked now, the newest first."""
    blocks = session.scalars(
        select(Block).where(_holds(now)).order_by(Block.id.desc()).limit(LONGEST_LIST)
    )
    return [
        BlockedNumber(
            block_id=block.id,
            masked_number=mask_number(vault.open(block.number_sealed)),
            reason=block.reason,
            blocked_by=_name(session, vault, block.blocked_by),
            blocked_at=block.blocked_at,
            expires_at=block.expires_at,
        )
        for block in blocks
    ]


def _holds(now: datetime) -> ColumnElement[bool]:
    return Block.lifted_at.is_(None) & (Block.expires_at > now)


def _name(session: Session, vault: Vault, account_id: int) -> str:
    account = find_signed_in(session, vault, account_id)
    return account.name if account is not None else ""
