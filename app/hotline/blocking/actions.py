"""Use cases of the block list: block a number for a time, lift a block."""

from __future__ import annotations

from datetime import timedelta

from app.hotline.blocking.facts import BLOCK_LIFTED, NUMBER_BLOCKED
from app.hotline.blocking.models import Block
from app.hotline.blocking.queries import find_block, is_in_danger
from app.hotline.contacts.numbers import read_number
from app.kit.errors import BadInput, NotFound, Refused
from app.kit.storage.unit_of_work import UnitOfWork

REASONS = ("nuisance", "abuse", "advertising", "machine")
DAYS = (1, 7, 30, 90)
"""How long a number may be blocked: never for ever, somebody else may have it by then."""


def block_number(uow: UnitOfWork, account_id: int, text: str, reason: str, days: int) -> Block:
    """Put a number on the list; one that is on it already gets the new reason and end.

    Raises BadInput with the place; Refused for a number under which somebody is in danger.
    """
    number = read_number(text)
    if number is None:
        raise BadInput(place="number", reason="no_number")
    if reason not in REASONS:
        raise BadInput(place="reason", reason="bad_input")
    if days not in DAYS:
        raise BadInput(place="days", reason="bad_input")
    index = uow.vault.index(number)
    if is_in_danger(uow.session, index):
        raise Refused("number_in_danger")
    block = find_block(uow.session, index, uow.now) or Block(
        number_sealed=uow.vault.seal(number), number_index=index, blocked_at=uow.now
    )
    block.reason, block.blocked_by = reason, account_id
    block.expires_at = uow.now + timedelta(days=days)
    uow.session.add(block)
    uow.session.flush()
    uow.record(NUMBER_BLOCKED, account_id=account_id, block_id=block.id, reason=reason, days=days)
    return block


def lift_block(uow: UnitOfWork, account_id: int, block_id: int) -> None:
    """Take a number off the list; lifted twice is once.  Raises NotFound."""
    block = uow.session.get(Block, block_id)
    if block is None:
        raise NotFound(what="block", block_id=block_id)
    if block.lifted_at is None:
        block.lifted_at, block.lifted_by = uow.now, account_id
        uow.record(BLOCK_LIFTED, account_id=account_id, block_id=block_id)
