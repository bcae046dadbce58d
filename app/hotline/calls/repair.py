"""Finds what no callback told us: people who hung up while we were down or unheard (B72), calls
that should have ended, seats busy with nobody (B43).

A lost callback is noticed by asking the carrier; nothing here guesses.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.hotline.calls.caller_actions import end_caller_call
from app.hotline.calls.control import CallControl
from app.hotline.calls.effects import END_LEG
from app.hotline.calls.facts import END_NOTICED
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.line_actions import Loss, lose
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import (
    find_caller_leg,
    list_live_legs,
    list_offer_legs,
    list_unheard_legs,
)
from app.hotline.calls.ringing.agent_actions import change_leg_status
from app.hotline.calls.ringing.placing import look_up_leg
from app.hotline.calls.room_actions import note_present
from app.hotline.calls.talking.gone import Reason
from app.hotline.calls.talking.unheard_talk import ask_for_talk, note_talk
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.router import RoutingWork
from app.telephony.port import CarrierError, CarrierLacks, RoomFact
from routing.model import OfferState, Outcome

log = logging.getLogger(__name__)

UNHEARD_FOR_S = 30
WATCHED_AFTER_S = 2
_ON_THE_LINE = {LegState.ANSWERED, LegState.QUEUED, LegState.JOINING, LegState.JOINED}
_RINGING = {LegState.PLACED, LegState.RINGING, LegState.ANSWERED}
_STANDING = {OfferState.PENDING, OfferState.ACCEPTED, OfferState.CONNECTED}
_OVER = {ContactStage.WRAPPING_UP, ContactStage.ENDED}


def repair_calls(control: CallControl, unheard_for_s: float = UNHEARD_FOR_S) -> int:
    """Ask the carrier about calls of which nothing was heard; returns how many had ended."""
    heard_before = control.store.clock.now() - timedelta(seconds=unheard_for_s)
    with control.store.read() as session:
        unheard = [leg.id for leg in list_unheard_legs(session, heard_before)]
    repaired = 0
    for leg_id in unheard:
        try:
            repaired += _check_leg(control, leg_id, heard_before)
        except CarrierError as error:
            log.warning("the carrier could not say how a call stands: %s", error)
    return repaired


def look_at_rings(control: CallControl) -> None:
    """We are back: what became of the phones that rang for us is asked at once."""
    with control.store.read() as session:
        now = control.store.clock.now()
        rings = [
            (leg.id, leg.call_sid)
            for leg in list_unheard_legs(session, now)
            if leg.state in _RINGING and leg.offer_id is not None
        ]
    for leg_id, call_sid in rings:
        try:
            if call_sid is not None:
                _end_if_over(control, leg_id, call_sid)
        except CarrierError as error:
            log.warning("the carrier could not say how a ring stands: %s", error)


def watch_lines(control: CallControl, unheard_for_s: float = WATCHED_AFTER_S) -> int:
    """Notice within seconds that somebody is on no line any more (B43): one request for all.

    Returns how many calls had ended; what the carrier's list lacks is asked for by itself.
    """
    heard_before = control.store.clock.now() - timedelta(seconds=unheard_for_s)
    with control.store.read() as session:
        talking = [
            (leg.id, leg.call_sid)
            for leg in list_unheard_legs(session, heard_before)
            if leg.state in _ON_THE_LINE and leg.call_sid is not None
        ]
    if not talking:
        return 0
    try:
        there = control.carrier.list_open_calls()
        vanished = [(leg_id, sid) for leg_id, sid in talking if sid not in there]
        return sum(bool(_end_if_over(control, leg_id, sid)) for leg_id, sid in vanished)
    except CarrierError as error:
        log.warning("the carrier could not say who is on the line: %s", error)
        return 0


def _check_leg(control: CallControl, leg_id: int, heard_before: datetime) -> bool:
    with control.store.read() as session:
        leg = session.get_one(Leg, leg_id)
        call_sid, is_stray = leg.call_sid, _is_stray(session, leg, heard_before)
    if call_sid is None:
        look_up_leg(control, leg_id)
        return False
    is_news = _end_if_over(control, leg_id, call_sid)
    if is_news is not None:
        return is_news
    if is_stray:
        control.carrier.end_call(call_sid)
    with control.store.write() as uow:
        uow.session.get_one(Leg, leg_id).checked_at = uow.now
    return False


def _is_stray(session: Session, leg: Leg, heard_before: datetime) -> bool:
    """Open although what it was for is long over: a request to hang up was lost."""
    contact = session.get_one(Contact, leg.contact_id)
    if contact.passed_to is not None:
        return False  # caller and outside line talk on without us
    if contact.state in _OVER:
        return contact.ended_at is None or contact.ended_at < heard_before
    if leg.offer_id is None:
        return False
    offer = session.get_one(Offer, leg.offer_id)
    if leg.role == "caller":  # somebody whom we called back
        return offer.state not in _STANDING
    seat = next((s for s in offer.seats if s.agent_id == leg.agent_id), None)
    return offer.state not in _STANDING or seat is None or seat.has_left


def check_line_end(control: CallControl, leg_id: int) -> None:
    """Somebody left the room and nothing was heard of how: ask the carrier.

    Whoever is still in the room stays as they were; a caller who is on the line outside of it
    is fetched back to the agent who waits.
    """
    with control.store.read() as session:
        leg = session.get_one(Leg, leg_id)
        if leg.state != LegState.ANSWERED or leg.call_sid is None:
            return
        call_sid = leg.call_sid
        token = session.get_one(Contact, leg.contact_id).token
    ending = _ask_ending(control, call_sid)
    room = control.carrier.list_room(token) if ending is None else None
    with control.router.write() as work:
        leg = work.uow.session.get_one(Leg, leg_id)
        if leg.state != LegState.ANSWERED:
            return
        if ending is not None:
            _note_end(work, leg, call_sid, ending)
            return
        contact = work.uow.session.get_one(Contact, leg.contact_id)
        if room is not None and call_sid in room.call_sids:
            note_present(work, contact, room)
            return
        live = list_live_legs(work.uow.session, contact.id)
        lose(Loss(work, contact, leg, live), Reason.NOT_THERE)
        if leg.role != "caller":
            work.uow.owe(END_LEG, contact_id=contact.id, leg_id=leg.id)


def notice_caller_gone(control: CallControl, offer_id: int) -> bool:
    """The two could not be joined: perhaps because the caller's call is over, unheard, before the
    talk or after it.  Nobody is rung once more for somebody who is not there."""
    with control.store.read() as session:
        leg = find_caller_leg(session, session.get_one(Offer, offer_id).contact_id)
        known = None if leg is None or leg.call_sid is None else (leg.id, leg.call_sid)
    return known is not None and bool(_end_if_over(control, *known))


def notice_agents_gone(control: CallControl, offer_id: int, room: RoomFact) -> None:
    """Of agents who had come and are not in `room`: a caller who is there alone has been left."""
    with control.store.read() as session:
        missing = [
            (leg.id, leg.call_sid)
            for leg in list_offer_legs(session, offer_id)
            if leg.state == LegState.JOINED and leg.call_sid not in {None, *room.call_sids}
        ]
    for leg_id, call_sid in missing:
        _end_if_over(control, leg_id, str(call_sid))


def _ask_ending(control: CallControl, call_sid: str) -> str | None:
    """How the call ended, in the carrier's word; None while it goes on."""
    try:
        return control.carrier.fetch_call(call_sid).ending
    except CarrierLacks:
        return "completed"


def _end_if_over(control: CallControl, leg_id: int, call_sid: str) -> bool | None:
    """Let the call's end have its effect; whether that was news, None while the call goes on."""
    ending = _ask_ending(control, call_sid)
    if ending is None:
        return None
    has_talked = ask_for_talk(control, leg_id)
    with control.router.write() as work:
        leg = work.uow.session.get_one(Leg, leg_id)
        if has_talked:
            note_talk(work, leg)
        return _note_end(work, leg, call_sid, ending)


def _note_end(work: RoutingWork, leg: Leg, call_sid: str, ending: str) -> bool:
    """As if the callback had come, and say so in the log; False when it has come meanwhile.

    Nobody told us, so we were away: no caller has given up, no agent has missed anything.
    """
    if leg.role == "caller" and leg.offer_id is None:
        is_news = end_caller_call(work, call_sid, Outcome.FAILED)
    else:
        is_news = change_leg_status(work, leg, ending, call_sid, is_told=False)
    if is_news:
        work.uow.record(
            END_NOTICED, contact_id=leg.contact_id, agent_id=leg.agent_id, role=leg.role
        )
    return is_news
