"""What others ask of opening without the routing lock."""

from __future__ import annotations

from sqlalchemy import select

from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import read_emergency
from app.hotline.opening.actions import find_opening
from app.kit.storage.unit_of_work import UnitOfWork

NIGHT_LINE = "night_line"
_HOTLINE = select(Hotline)


def find_announcement(uow: UnitOfWork) -> str | None:
    """The prompt that tells of the emergency, or that only people on call are there; or None."""
    hotline = uow.session.scalar(_HOTLINE)
    if hotline is None:
        return None
    if hotline.hours.get("is_emergency"):
        return read_emergency(hotline.hours).announcement
    return NIGHT_LINE if find_opening(hotline, uow.now).is_night_line else None
