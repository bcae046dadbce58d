"""Finds what no callback told us: callers who hung up while we were down or unheard (B72).

A lost callback is noticed by asking the carrier; nothing here guesses.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.calls.caller_actions import end_caller_call
from app.calls.models import Leg
from app.calls.performers import CallControl
from app.calls.queries import list_unheard_caller_legs
from app.telephony.port import CarrierError, CarrierLacks

log = logging.getLogger(__name__)

UNHEARD_FOR_S = 30


def repair_calls(control: CallControl, unheard_for_s: float = UNHEARD_FOR_S) -> int:
    """Ask the carrier about callers of whom nothing was heard; returns how many had gone."""
    heard_before = control.store.clock.now() - timedelta(seconds=unheard_for_s)
    with control.store.read() as session:
        unheard = [(x.id, x.call_sid) for x in list_unheard_caller_legs(session, heard_before)]
    return sum(_check_caller(control, leg_id, str(sid)) for leg_id, sid in unheard)


def _check_caller(control: CallControl, leg_id: int, call_sid: str) -> bool:
    try:
        is_over = control.carrier.fetch_call(call_sid).is_over
    except CarrierLacks:
        is_over = True
    except CarrierError as error:
        log.warning("the carrier could not say how a call stands: %s", error)
        return False
    if is_over:
        with control.desk.write() as work:
            return end_caller_call(work, call_sid)
    with control.store.write() as uow:
        uow.session.get_one(Leg, leg_id).checked_at = uow.now
    return False
