"""Whether anybody performs call control now: this process, or another that holds the lease."""

from __future__ import annotations

from sqlalchemy import func, select

from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.models import Hotline
from app.kit.storage.health import WELL, Finding, Health
from app.kit.storage.scope import within
from app.kit.storage.unit_of_work import Store

STALLED_AFTER_S = 10.0
"""A round takes half a second at most, but for what is served in it."""


def look_at_call_control(store: Store, *dispatchers: Dispatcher) -> Finding:
    """Down while callers of any hotline would be greeted and never connected."""
    findings = [_look_at_one(store, each) for each in dispatchers]
    return next((each for each in findings if each != WELL), WELL)


def _look_at_one(store: Store, dispatcher: Dispatcher) -> Finding:
    if dispatcher.find_idle_s() > STALLED_AFTER_S:
        return Finding(Health.DOWN, "stalled")
    if dispatcher.is_in_charge():
        return WELL
    with within(dispatcher.hotline_id), store.read() as session:
        is_held = session.scalar(select(Hotline.lease_until > func.clock_timestamp()))
    return WELL if is_held else Finding(Health.DOWN, "nobody_in_charge")
