"""Tells the carrier when to leave something out of a recording, and asks what it has kept."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from app.hotline.calls.control import CallControl
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_caller_leg
from app.hotline.calls.talking.recording_actions import RECORDING_LOOK, hear_recording
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.deadlines import set_deadline
from app.kit.storage.outbox import Owed
from app.telephony.port import CarrierRefused, Taping

log = logging.getLogger(__name__)

LOOK_AGAIN_AFTER = timedelta(minutes=10)
LOOKED_FOR = timedelta(days=1)
"""So long after its end a recording that the carrier has not finished is asked for."""


def pace_recording(control: CallControl, effect: Owed) -> None:
    """Pause while the caller holds, go on when they are back: as it is wished for now."""
    with control.store.read() as session:
        leg = find_caller_leg(session, int(effect.contact_id or 0))
        if leg is None or leg.state != LegState.JOINED or leg.conference_sid is None:
            return  # nobody there whose absence would matter
        conference_sid, is_held = leg.conference_sid, leg.is_held
    _steer(control, conference_sid, Taping.PAUSED if is_held else Taping.RUNNING)


def stop_recording(control: CallControl, effect: Owed) -> None:
    """End the recording of the room in which others talk on."""
    with control.store.read() as session:
        leg = find_caller_leg(session, int(effect.contact_id or 0))
        conference_sid = leg.conference_sid if leg is not None else None
    if conference_sid is not None:
        _steer(control, conference_sid, Taping.STOPPED)


def _steer(control: CallControl, conference_sid: str, to: Taping) -> None:
    try:
        control.carrier.steer_recording(conference_sid, to)
    except CarrierRefused as refusal:
        log.info("a recording does not run any more: %s", refusal)


def look_for_recordings(control: CallControl, contact_id: int) -> None:
    """Ask what the carrier keeps of a contact's rooms; what no callback told is noted now."""
    with control.store.read() as session:
        legs = select(Leg.conference_sid).where(
            Leg.contact_id == contact_id, Leg.conference_sid.is_not(None)
        )
        rooms = sorted({room for room in session.scalars(legs) if room is not None})
    kept = [each for room in rooms for each in control.carrier.list_recordings(room)]
    with control.store.write() as uow:
        contact = uow.session.get_one(Contact, contact_id)
        for each in kept:
            if each.is_complete:
                hear_recording(uow, contact, "completed", each.recording_sid, each.length_s)
        since = contact.ended_at or uow.now
        if any(not each.is_complete for each in kept) and uow.now - since < LOOKED_FOR:
            set_deadline(uow, RECORDING_LOOK, contact_id, uow.now + LOOK_AGAIN_AFTER)
