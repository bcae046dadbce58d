"""What others ask of opening without the routing lock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import is_emergency, read_emergency, read_present_rules
from app.hotline.opening.actions import LOCAL, find_opening
from app.kit.storage.unit_of_work import UnitOfWork
from routing import calling
from routing.settings import Settings

NIGHT_LINE = "night_line"
_HOTLINE = select(Hotline)


def is_closed_by_hand(session: Session) -> bool:
    """Whether somebody has closed the line, whatever its hours say."""
    return bool(session.scalars(select(Hotline.hours)).one().get("is_closed_by_hand"))


def find_announcement(uow: UnitOfWork) -> str | None:
    """The prompt that tells of the emergency, or that only people on call are there; or None."""
    hotline = uow.session.scalar(_HOTLINE)
    if hotline is None:
        return None
    if is_emergency(hotline):
        return read_emergency(hotline.hours).announcement
    return NIGHT_LINE if find_opening(hotline, uow.now).is_night_line else None


def find_calling_time(uow: UnitOfWork) -> datetime:
    """When to reach somebody who does not wait for it: soon, and after a night in the morning
    (R5), by the line's own hours for that."""
    settings = read_rules_now(uow)
    local = uow.now.astimezone(LOCAL).replace(tzinfo=None)
    return calling.find_calling_time(settings, local).replace(tzinfo=LOCAL).astimezone(UTC)


def read_rules_now(uow: UnitOfWork) -> Settings:
    """The rule as it is in force, for who does not route."""
    return read_present_rules(uow.session.scalars(_HOTLINE).one())
