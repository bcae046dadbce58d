"""Use cases of a called phone: it rings, somebody answers, presses a key, hangs up.

A leg whose offer no longer stands hears that it is too late and is hung up: whatever the
carrier still does in our name is fenced by the leg's token.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.calls.facts import LEG_ENDED
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.line_actions import BESIDE, Loss, leave_beside, lose
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_leg_by_call, list_live_legs
from app.hotline.calls.ringing.whisper import whisper
from app.hotline.calls.talking.gone import Party, Reason
from app.hotline.calls.talking.recording_actions import let_into_room
from app.hotline.calls.voice import Voice
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import find_offer
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, AskForKey, PauseThen
from app.telephony.endings import is_line_broken, is_over
from routing import events
from routing.model import MISSED, OUR_SILENCE, AgentId, OfferId, OfferState

ACCEPT_KEY = "1"
PHONE_FAILED = "phone_failed"
KEY_TIMEOUT_S = 5
PUNCTUAL = timedelta(seconds=1)
"""A deadline is served within it, unless we are away."""
_STANDING = {OfferState.PENDING, OfferState.ACCEPTED, OfferState.CONNECTED}
_STATUS_STATES = {
    "initiated": LegState.PLACED,
    "ringing": LegState.RINGING,
    "in-progress": LegState.ANSWERED,
    "answered": LegState.ANSWERED,  # the event's name in place of the call's status
}


def answer_leg(work: RoutingWork, voice: Voice, leg: Leg, call_sid: str) -> Answer:
    """Somebody (or a machine) picked up: no key is no answer, unless the console said yes."""
    uow = work.uow
    _name_call(uow, leg, call_sid)
    if may_move(leg.state, LegState.ANSWERED) and leg.state not in _IN_ROOM:
        leg.state = LegState.ANSWERED
        leg.answered_at = leg.answered_at or uow.now
    return _next_for(work, voice, leg)


_IN_ROOM = (LegState.JOINING, LegState.JOINED)
_WHISPERS = {"adviser": "advice_press_one", "interpreter": "interpret_press_one"}


def press_key(work: RoutingWork, voice: Voice, leg: Leg, key: str) -> Answer:
    """Key 1 takes the call; whoever comes second is told so (B34)."""
    if key == ACCEPT_KEY and leg.offer_id is not None and leg.agent_id is not None:
        work.try_route(events.OfferAccepted(OfferId(leg.offer_id), AgentId(leg.agent_id)))
    return _next_for(work, voice, leg)


def enter_room(work: RoutingWork, voice: Voice, leg: Leg) -> Answer:
    """The agent, fetched from their whisper after accepting on the console."""
    return _next_for(work, voice, leg)


def _next_for(work: RoutingWork, voice: Voice, leg: Leg) -> Answer:
    if leg.state == LegState.ENDED:
        return voice.say_and_hang_up("agent_too_late", "zh")  # a late request of a call long over
    offer = find_offer(work.uow, leg.offer_id) if leg.offer_id is not None else None
    part = next((s for s in offer.seats if s.agent_id == leg.agent_id), None) if offer else None
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    if leg.offer_id is None and contact.state == ContactStage.CONNECTED:
        return _join(work, voice, contact, leg)  # rung straight into the talk
    if offer is None or part is None or part.has_left or offer.state not in _STANDING:
        was_taken = offer is not None and offer.state in {OfferState.ACCEPTED, OfferState.CONNECTED}
        return voice.say_and_hang_up("agent_taken" if was_taken else "agent_too_late", "zh")
    if offer.state != OfferState.PENDING:
        return _join(work, voice, contact, leg)
    if part.has_accepted:
        return PauseThen(voice.links.leg(leg.token, "room"), 1)
    matter = whisper(voice.prompts.catalogues, contact, work.uow.now)
    press = voice.prompts.speak(_WHISPERS.get(part.role, "agent_press_one"), "zh")
    return AskForKey(
        (matter, press),
        voice.links.leg(leg.token, "key"),
        KEY_TIMEOUT_S,
    )


def _join(work: RoutingWork, voice: Voice, contact: Contact, leg: Leg) -> Answer:
    if leg.state not in _IN_ROOM:
        leg.state = LegState.JOINING
        leg.checked_at = work.uow.now
    return let_into_room(work, voice, contact, leg)


def change_leg_status(
    work: RoutingWork,
    leg: Leg,
    status: str,
    call_sid: str,
    sip_code: str = "",
    *,
    is_told: bool = True,
) -> bool:
    """A call-progress callback in any order; False when it is late or no news.

    Not `is_told`: we had to ask the carrier, so that we were away when it happened.
    """
    is_told = is_told and not work.uow.is_late
    _name_call(work.uow, leg, call_sid)
    if is_over(status):
        is_broken = is_line_broken(status, sip_code)
        return _end_leg(work, leg, status, is_broken=is_broken, is_told=is_told)
    state = _STATUS_STATES.get(status)
    if state is None or not may_move(leg.state, state) or leg.state in _IN_ROOM:
        return False
    leg.state = state
    leg.placed_at = leg.placed_at or work.uow.now
    return True


def _name_call(uow: UnitOfWork, leg: Leg, call_sid: str) -> None:
    """Note which call it is; one that is another leg's already stays that leg's."""
    if leg.call_sid is None and call_sid and find_leg_by_call(uow.session, call_sid) is None:
        leg.call_sid = call_sid


def _end_leg(work: RoutingWork, leg: Leg, status: str, *, is_broken: bool, is_told: bool) -> bool:
    if not may_move(leg.state, LegState.ENDED):
        return False
    leg.state = LegState.ENDED
    leg.ended_at = work.uow.now
    leg.end_reason = "line_broke" if is_broken and leg.joined_at is not None else status
    work.uow.record(
        LEG_ENDED, contact_id=leg.contact_id, agent_id=leg.agent_id, status=leg.end_reason
    )
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    if leg.role in BESIDE and leg.joined_at is not None:
        leave_beside(work.uow, leg, is_broken=is_broken)
    reason = Reason.LINE_BROKE if is_broken and leg.joined_at is not None else Reason.HUNG_UP
    if leg.role == "caller":
        lose(Loss(work, contact, leg), reason, Party.CALLED_BACK)
    elif leg.role in BESIDE:
        lose(Loss(work, contact, leg), reason)
    else:
        _lose_agent(work, contact, leg, reason, is_told=is_told)
    return True


def _lose_agent(
    work: RoutingWork, contact: Contact, leg: Leg, reason: Reason, *, is_told: bool
) -> None:
    is_rung = leg.offer_id is not None and leg.offer_id == contact.offer_id
    offer = find_offer(work.uow, leg.offer_id or 0) if is_rung else None
    if offer is not None and offer.state in {OfferState.PENDING, OfferState.ACCEPTED}:
        failure = _name_failure(work, offer, leg, is_told=is_told)
        lose(Loss(work, contact, leg, failure=failure), reason, Party.RUNG)
        return
    is_talk = contact.state == ContactStage.CONNECTED
    live = list_live_legs(work.uow.session, contact.id) if is_talk else ()
    lose(Loss(work, contact, leg, live), reason)


def _name_failure(work: RoutingWork, offer: Offer, leg: Leg, *, is_told: bool) -> str:
    """The phone was busy, silent or broke before the joining; or the agent picked up and we were
    not there to hear it."""
    if not is_told or (leg.end_reason == "completed" and leg.answered_at is None):
        return OUR_SILENCE
    has_said_yes = offer.state == OfferState.ACCEPTED
    if not has_said_yes and work.uow.now > offer.deadline_at + PUNCTUAL:
        return OUR_SILENCE  # we were away, or the offer had lapsed long ago
    return PHONE_FAILED if leg.end_reason == "failed" or has_said_yes else MISSED
