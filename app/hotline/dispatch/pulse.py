"""Whether anybody performs call control now: this process, or another that holds the lease."""

from __future__ import annotations

from sqlalchemy import func, select

from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.models import Hotline
from app.kit.storage.health import WELL, Finding, Health
from app.kit.storage.unit_of_work import Store

STALLED_AFTER_S = 10.0
"""A round takes half a second at most, but for what is served in it."""


def look_at_call_control(store: Store, dispatcher: Dispatcher) -> Finding:
    """Down while callers would be greeted and never connected."""
    if dispatcher.find_idle_s() > STALLED_AFTER_S:
        return Finding(Health.DOWN, "stalled")
    if dispatcher.is_in_charge():
        return WELL
    with store.read() as session:
        is_held = session.scalar(select(Hotline.lease_until > func.clock_timestamp()))
    return WELL if is_held else Finding(Health.DOWN, "nobody_in_charge")
