"""The hotline's one row and its rule: made at the first start, changed by supervisors."""

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


def change_rules(uow: UnitOfWork, rules: Mapping[str, Any]) -> None:
    """Store other rules: every process reads the state anew; no timer is reset (B73)."""
    read_rules(rules)
    hotline = uow.session.scalars(select(Hotline).with_for_update()).one()
    hotline.settings = dict(rules)
    hotline.version += 1
    uow.record("rules_changed", rules=dict(rules))
