"""The hotline's one row, made at the first start; its rule changes by `rule_actions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.dispatch.models import Hotline
from app.dispatch.rules import read_rules
from app.storage.unit_of_work import UnitOfWork


def prepare_hotline(uow: UnitOfWork, rules: Mapping[str, Any], hours: Mapping[str, Any]) -> None:
    """Make the hotline's row if there is none; existing rules and hours stay as they are."""
    if uow.session.scalar(select(Hotline.id)) is None:
        save = dict(rules)
        read_rules(save)
        uow.session.add(
            Hotline(
                id=1,
                version=0,
                next_offer_id=1,
                settings=save,
                hours=dict(hours),
                lease_fence=0,
                after_talk={},
            )
        )
