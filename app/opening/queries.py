"""What others ask of opening without the routing lock."""

from __future__ import annotations

from sqlalchemy import select

from app.dispatch.models import Hotline
from app.storage.unit_of_work import UnitOfWork


def is_emergency(uow: UnitOfWork) -> bool:
    """Whether the emergency announcement is to be played."""
    hours = uow.session.scalar(select(Hotline.hours))
    return bool(hours and hours.get("is_emergency"))
