"""The row of a hotline, made at the first start; its rule changes by `rule_actions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.rules import read_rules
from app.kit.storage.locking import lock_found
from app.kit.storage.scope import FIRST_HOTLINE
from app.kit.storage.unit_of_work import UnitOfWork

OFFERS_OF_ONE = 10**8
"""Each hotline counts its offers within a range of its own: an id names one in the house."""


def find_first_offer_id(hotline_id: int) -> int:
    """What a hotline's first offer is called."""
    return (hotline_id - FIRST_HOTLINE) * OFFERS_OF_ONE + 1


def prepare_hotline(uow: UnitOfWork, rules: Mapping[str, Any], hours: Mapping[str, Any]) -> None:
    """Make the hotline's row if there is none; existing rules and hours stay as they are.

    Of several processes that start together one makes it; the others wait here for what that one
    does in the same transaction, and find it done.
    """
    save = dict(rules)
    read_rules(save)
    is_postgres = uow.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgres else sqlite.insert
    row = {
        "id": uow.hotline_id,
        "version": 0,
        "next_offer_id": find_first_offer_id(uow.hotline_id),
        "settings": save,
        "hours": dict(hours),
        "after_talk": {},
        "topic_seats": {},
        "topic_keys": {},
        "lease_fence": 0,
    }
    uow.session.execute(insert(Hotline).values(row).on_conflict_do_nothing())
    uow.session.scalars(lock_found(select(Hotline))).one()
