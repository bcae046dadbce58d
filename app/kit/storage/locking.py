"""Rows locked for who changes them: always as they are once the lock is held.

A session keeps what it has read.  A row read before the lock was waited for is read anew with it,
or the use case would act on what somebody else has changed meanwhile; what the session itself
has changed and not yet written is written first, by its autoflush.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

S = TypeVar("S", bound=Select[Any])
R = TypeVar("R")


def lock_found(found: S, *, of: Any = None) -> S:
    """The statement, locking what it finds; `of` names the one table of several to lock."""
    return found.with_for_update(of=of).execution_options(populate_existing=True)


def get_locked(session: Session, entity: type[R], ident: int) -> R | None:
    """The row of an id, or None."""
    return session.get(entity, ident, with_for_update=True, populate_existing=True)


def get_one_locked(session: Session, entity: type[R], ident: int) -> R:
    """As `get_locked`; raises NoResultFound."""
    return session.get_one(entity, ident, with_for_update=True, populate_existing=True)
