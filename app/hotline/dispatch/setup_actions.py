"""The hotline's one row, made at the first start; its rule changes by `rule_actions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.rules import read_rules
from app.kit.storage.locking import lock_found
from app.kit.storage.unit_of_work import UnitOfWork


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
        "id": 1,
        "version": 0,
        "next_offer_id": 1,
        "settings": save,
        "hours": dict(hours),
        "after_talk": {},
        "topic_seats": {},
        "topic_keys": {},
        "lease_fence": 0,
    }
    uow.session.execute(insert(Hotline).values(row).on_conflict_do_nothing())
    uow.session.scalars(lock_found(select(Hotline))).one()
