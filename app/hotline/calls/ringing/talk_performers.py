"""Performs what a talk owes the telephone: hold, mute, coach, ring somebody into the room.

A leg is marked as doubtful and committed before the carrier is asked, so that a crash in
between looks for the call instead of placing a second one (DESIGN §3).
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.hotline.callbacks.ringing_actions import may_call_back
from app.hotline.calls.control import CallControl
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.ringing.placing import (
    LEG_LOOK_UP,
    LOOK_UP_AFTER_S,
    find_address,
    request_call,
)
from app.hotline.calls.room_actions import note_present
from app.hotline.calls.talking.talk_actions import hold_caller
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.deadlines import set_deadline
from app.hotline.dispatch.kept_queries import read_kept
from app.kit.storage.effect_actions import note_happened
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Owed
from app.telephony.port import CarrierLacks, CarrierRefused, Mix, OutgoingCall

log = logging.getLogger(__name__)

DIRECT_RING_S = 30
OUTSIDE_RING_S = 60


def mix_leg(control: CallControl, leg_id: int) -> None:
    """Tell the carrier how a leg shall take part, as it is wished for now."""
    with control.store.read() as session:
        leg = session.get_one(Leg, leg_id)
        if leg.state != LegState.JOINED or leg.call_sid is None:
            return  # its joining says the same
        token = session.get_one(Contact, leg.contact_id).token
        coached = session.get(Leg, leg.coached_leg_id) if leg.coached_leg_id else None
        mix = Mix(
            is_held=leg.is_held,
            hold_url=control.links.contact(token, "hold"),
            is_muted=leg.is_muted,
            coached_sid=(coached.call_sid or "") if coached is not None else "",
        )
        conference_sid, call_sid = leg.conference_sid or "", leg.call_sid
    _mix(control, token, conference_sid, call_sid, mix)


def _mix(control: CallControl, token: str, conference_sid: str, call_sid: str, mix: Mix) -> None:
    carrier = control.carrier
    try:
        carrier.mix_call(conference_sid, call_sid, mix)
    except CarrierLacks:
        room = carrier.list_room(token)  # the room may have begun anew since
        if call_sid in room.call_sids and room.conference_sid != conference_sid:
            carrier.mix_call(room.conference_sid, call_sid, mix)
    except CarrierRefused as refusal:
        log.warning("a mix was refused: %s", refusal)


def resume_caller(control: CallControl, effect: Owed) -> None:
    """Nobody came for whom the caller holds: back to the agent."""
    with control.router.write() as work:
        contact = work.uow.session.get_one(Contact, effect.contact_id)
        is_wanted = contact.offer_id is not None or read_kept(contact).adviser is not None
        if contact.state == ContactStage.CONNECTED and not is_wanted:
            hold_caller(work.uow, contact, is_held=False)
        note_happened(work.uow, [effect])


def ring_leg(control: CallControl, effect: Owed, leg_id: int) -> None:
    """Ring somebody straight into the talk; once begun it is never rung again."""
    with control.store.write() as uow:
        leg = get_one_locked(uow.session, Leg, leg_id)
        if leg.state != LegState.PLANNED:
            return
        contact = uow.session.get_one(Contact, leg.contact_id)
        may_ring = leg.role != "caller" or may_call_back(uow, contact)
        address = find_address(control, uow.session, leg) if may_ring else ""
        leg.state = LegState.UNKNOWN
        due_at = uow.now + timedelta(seconds=LOOK_UP_AFTER_S)
        set_deadline(uow, LEG_LOOK_UP, leg.id, due_at)
        call = _describe(control, leg, address)
    request_call(control, leg_id, call, effect)


def _describe(control: CallControl, leg: Leg, address: str) -> OutgoingCall:
    return OutgoingCall(
        to=address,
        url=control.links.leg(leg.token, "callback" if leg.role == "caller" else "direct"),
        status_url=control.links.leg(leg.token, "status"),
        ring_s=OUTSIDE_RING_S if leg.role == "outside" else DIRECT_RING_S,
    )


def check_leg_joining(control: CallControl, leg_id: int) -> None:
    """Somebody whom we rang straight into a talk was let in, and nothing was heard: ask."""
    with control.store.read() as session:
        leg = session.get_one(Leg, leg_id)
        if leg.state != LegState.JOINING:
            return
        token = session.get_one(Contact, leg.contact_id).token
    room = control.carrier.list_room(token)
    with control.router.write() as work:
        note_present(work, work.uow.session.get_one(Contact, leg.contact_id), room)
