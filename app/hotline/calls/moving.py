"""Moves live calls: out of the whisper, out of the queue, back to music, away.

Somebody who hung up meanwhile is no error; a joining that fails is told to the engine, so that
the caller waits on and the agent is free.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from app.hotline.callbacks.ringing_actions import miss
from app.hotline.calls.caller_actions import end_caller_call
from app.hotline.calls.control import CallControl
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.queries import find_caller_leg, list_offer_legs
from app.hotline.calls.repair import notice_agents_gone, notice_caller_gone
from app.hotline.calls.ringing.placing import ring_back
from app.hotline.calls.room_actions import note_present
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import fail_offer, find_offer
from app.hotline.dispatch.deadlines import CALL_BACK_WITHIN_S, set_join_deadline
from app.hotline.dispatch.effects import END_CALLS, STOP_RINGING
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.outbox import Owed
from app.telephony.port import CarrierLacks, CarrierRefused, CarrierUnreachable
from routing.model import JOIN_FAILED, OfferState

log = logging.getLogger(__name__)


def bring_agents_in(control: CallControl, offer_id: int) -> None:
    """Fetch agents into the room who accepted on the console and hear the whisper."""
    with control.store.read() as session:
        legs = list_offer_legs(session, offer_id)
        waiting = [
            (x.call_sid, control.links.leg(x.token, "room"))
            for x in legs
            if x.state == LegState.ANSWERED and x.call_sid
        ]
    for call_sid, url in waiting:
        try:
            control.carrier.move_call(str(call_sid), url)
        except (CarrierLacks, CarrierRefused):
            log.info("an agent hung up before joining")


def bring_caller_in(control: CallControl, effect: Owed) -> None:
    """The agent is in the room: let the caller leave the queue and follow."""
    with control.store.read() as session:
        contact = session.get_one(Contact, effect.contact_id)
        leg = find_caller_leg(session, contact.id)
        if contact.state not in {ContactStage.OFFERED, ContactStage.CONNECTED}:
            return None
        if leg is not None and leg.state == LegState.JOINED:
            return None  # there already: asked for twice
        if contact.is_owed_callback and (leg is None or leg.offer_id == contact.offer_id):
            return ring_back(control, contact.id, contact.offer_id or 0, effect)
        where = None if leg is None else (leg.queue_sid, leg.call_sid, leg.state)
        has_booked = contact.is_owed_callback and leg is not None and leg.offer_id is None
        url = control.links.contact(contact.token, "join")
        offer_id = contact.offer_id
    try:
        _fetch_caller(control, where, url)
    except CarrierRefused as refusal:
        if has_booked and where is not None:  # the end of that call has not been told yet
            _end_booking(control, str(where[1]))
            return ring_back(control, contact.id, offer_id or 0, effect)
        log.warning("a caller could not be brought in: %s", refusal)
        try:
            _fail_joining(control, offer_id)
        except CarrierUnreachable:  # whether they are gone is asked again at the joining's deadline
            log.warning("the carrier could not say whether the caller is gone")


def _end_booking(control: CallControl, call_sid: str) -> None:
    with control.router.write() as work:
        end_caller_call(work, call_sid)


def _fetch_caller(
    control: CallControl, where: tuple[str | None, str | None, str] | None, url: str
) -> None:
    if where is None or where[1] is None:
        raise CarrierLacks(reason="the caller is gone")
    queue_sid, call_sid, state = where
    if queue_sid and state == LegState.QUEUED:
        try:
            return control.carrier.take_from_queue(queue_sid, str(call_sid), url)
        except CarrierLacks:
            log.info("the caller is not in the queue: moving the call itself")
    return control.carrier.move_call(str(call_sid), url)


def check_joining(control: CallControl, offer_id: int) -> None:
    """An accepted offer was not joined in time: callbacks were lost, or it failed and the
    caller waits on."""
    with control.store.read() as session:
        offer = session.get_one(Offer, offer_id)
        if offer.state != OfferState.ACCEPTED:
            return None
        token = session.get_one(Contact, offer.contact_id).token
    room = control.carrier.list_room(token)
    notice_agents_gone(control, offer_id, room)
    with control.router.write() as work:
        if find_offer(work.uow, offer_id).state != OfferState.ACCEPTED:
            return None
        contact = work.uow.session.get_one(Contact, offer.contact_id)
        if note_present(work, contact, room) or _may_still_join(work, contact, offer_id):
            return set_join_deadline(work.uow, offer_id)
    return _fail_joining(control, offer_id)


def _may_still_join(work: RoutingWork, contact: Contact, offer_id: int) -> bool:
    """Somebody who is called back takes a while to pick up and press a key."""
    accepted_at = find_offer(work.uow, offer_id).accepted_at
    if not contact.is_owed_callback or accepted_at is None:
        return False
    return work.uow.now < accepted_at + timedelta(seconds=CALL_BACK_WITHIN_S)


def _fail_joining(control: CallControl, offer_id: int | None) -> None:
    if offer_id is None or notice_caller_gone(control, offer_id):
        return None
    with control.router.write() as work:
        offer = find_offer(work.uow, offer_id)
        if offer.state != OfferState.ACCEPTED:
            return None
        contact = work.uow.session.get_one(Contact, offer.contact_id)
        if contact.is_owed_callback and contact.state == ContactStage.OFFERED:
            work.uow.owe(END_CALLS, contact_id=contact.id)
            return miss(work, contact)
        for seat in [s for s in offer.seats if not s.has_left]:
            fail_offer(work, offer.id, seat.agent_id, JOIN_FAILED)
            work.uow.owe(
                STOP_RINGING,
                contact_id=offer.contact_id,
                offer_id=offer.id,
                agent_ids=[seat.agent_id],
            )
    return None


def return_caller(control: CallControl, effect: Owed) -> None:
    """The joining failed with the caller already on the way: back to music and their place."""
    with control.store.read() as session:
        contact = session.get_one(Contact, effect.contact_id)
        leg = find_caller_leg(session, contact.id)
        if leg is None or leg.state not in {LegState.JOINING, LegState.JOINED}:
            return
        if contact.state not in {ContactStage.WAITING, ContactStage.OFFERED}:
            return
        call_sid, url = leg.call_sid, control.links.contact(contact.token, "resume")
    _move(control, call_sid, url)


def send_away(control: CallControl, effect: Owed) -> None:
    """The wait is over without a person: the caller is told so and the call ends."""
    with control.store.read() as session:
        contact = session.get_one(Contact, effect.contact_id)
        leg = find_caller_leg(session, contact.id)
        call_sid = leg.call_sid if leg is not None else None
        url = control.links.contact(contact.token, "resume")
    _move(control, call_sid, url)


def ask_rating(control: CallControl, effect: Owed) -> None:
    """The agent has left: whoever stays on the line is asked how it was."""
    with control.store.read() as session:
        contact = session.get_one(Contact, effect.contact_id)
        if contact.state not in {ContactStage.WRAPPING_UP, ContactStage.ENDED}:
            return  # called again meanwhile
        leg = find_caller_leg(session, contact.id)
        call_sid = leg.call_sid if leg is not None else None
        url = control.links.contact(contact.token, "rate")
    _move(control, call_sid, url)


def _move(control: CallControl, call_sid: str | None, url: str) -> None:
    if call_sid is None:
        return
    try:
        control.carrier.move_call(call_sid, url)
    except (CarrierLacks, CarrierRefused):
        log.info("a caller hung up before they could be moved")
