"""What others ask of opening without the routing lock."""

from __future__ import annotations

from sqlalchemy import select

from app.dispatch.models import Hotline
from app.dispatch.queries import read_emergency
from app.storage.unit_of_work import UnitOfWork


def find_announcement(uow: UnitOfWork) -> str | None:
    """The prompt that callers hear while the emergency mode is on; None while it is off."""
    hours = uow.session.scalar(select(Hotline.hours))
    if not hours or not hours.get("is_emergency"):
        return None
    return read_emergency(hours).announcement
