"""Use cases of a contact's room (the carrier's conference): who came, who went.

Events of one conference are ordered by their sequence number; an older one than the last
heard of a leg is ignored.  Answered is the joining of the second of the two (B57).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.hotline.calls.effects import BRING_CALLER_IN, MIX_LEG, RING_LEG
from app.hotline.calls.facts import ROOM_ENTERED, ROOM_LEFT
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.line_actions import BESIDE, Loss, leave_beside, lose
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import (
    find_caller_leg,
    find_leg_by_call,
    list_live_legs,
)
from app.hotline.calls.talking.advice_actions import begin_advice
from app.hotline.calls.talking.gone import read_room_reason
from app.hotline.calls.talking.supervise_actions import follow_agent
from app.hotline.calls.talking.talk_actions import hold_caller
from app.hotline.contacts.models import Contact, ContactStage, ParticipantRole
from app.hotline.contacts.participant_actions import Comer, join
from app.hotline.dispatch.actions import connect_offer, find_offer
from app.hotline.dispatch.models import Offer
from app.hotline.dispatch.router import RoutingWork
from app.telephony.endings import is_line_broken
from app.telephony.port import RoomFact


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """What the carrier says of a room; `label` is the leg's token."""

    kind: str
    conference_sid: str
    call_sid: str
    label: str
    sequence: int  # UNNUMBERED where the carrier does not count
    call_status: str = ""


UNNUMBERED = -1
"""An event without a number is taken as it comes."""


def hear_room(work: RoutingWork, contact: Contact, event: RoomEvent) -> bool:
    """Apply a room's event; False when it is late or concerns nobody we know."""
    legs = list_live_legs(work.uow.session, contact.id)
    leg = _find_leg(work, contact, legs, event)
    if leg is None or not may_move(leg.state, LegState.ENDED):
        return False
    is_same_room = leg.conference_sid in {None, event.conference_sid}
    is_late = event.sequence <= leg.room_sequence and event.sequence != UNNUMBERED
    if is_same_room and is_late:
        return False
    if event.kind == "participant-leave" and not is_same_room:
        return False  # of a room that the leg has left before
    is_in_already = is_same_room and _is_in(leg)
    leg.conference_sid = event.conference_sid
    leg.room_sequence = event.sequence
    match event.kind:
        case "participant-join" if not is_in_already:
            return _enter(work, contact, leg, legs)
        case "participant-leave":
            return _leave(work, contact, leg, legs, event)
    return False


def note_present(work: RoutingWork, contact: Contact, room: RoomFact) -> bool:
    """The carrier was asked who is in the room; True when that was news (callbacks were lost)."""
    legs = list_live_legs(work.uow.session, contact.id)
    missed = [leg for leg in legs if leg.call_sid in room.call_sids and not _is_in(leg)]
    for leg in missed:
        leg.conference_sid = room.conference_sid
        _enter(work, contact, leg, legs)
    return bool(missed)


def _find_leg(
    work: RoutingWork, contact: Contact, legs: Sequence[Leg], event: RoomEvent
) -> Leg | None:
    for leg in legs:
        if event.label and leg.token == event.label:
            return leg
    known = find_leg_by_call(work.uow.session, event.call_sid) if event.call_sid else None
    return known if known is not None and known.contact_id == contact.id else None


def _enter(work: RoutingWork, contact: Contact, leg: Leg, legs: Sequence[Leg]) -> bool:
    leg.state = LegState.JOINED
    leg.joined_at = leg.joined_at or work.uow.now
    leg.checked_at = work.uow.now
    work.uow.record(ROOM_ENTERED, contact_id=contact.id, agent_id=leg.agent_id, role=leg.role)
    if leg.role in BESIDE and contact.state == ContactStage.CONNECTED:
        comer = Comer(ParticipantRole(leg.role), leg.agent_id, leg.target)
        join(work.uow, contact.id, [comer])
    if leg.is_held:
        work.uow.owe(MIX_LEG, contact_id=contact.id, leg_id=leg.id)
    if contact.state == ContactStage.CONNECTED:
        _enter_talk(work, contact, leg, legs)
    else:
        _open_talk(work, contact, legs)
    if leg.role == "agent":
        follow_agent(work.uow, leg, legs)
    return True


def _open_talk(work: RoutingWork, contact: Contact, legs: Sequence[Leg]) -> None:
    """Once somebody who can serve is in, the caller follows; with both it is answered (B57)."""
    present = [leg for leg in legs if _is_in(leg)]
    offer = find_offer(work.uow, contact.offer_id) if contact.offer_id is not None else None
    if offer is None or not any(_opens(leg, offer) for leg in present):
        return
    if not any(leg.role == "caller" for leg in present):
        work.uow.owe(BRING_CALLER_IN, contact_id=contact.id)
    elif contact.state == ContactStage.OFFERED:
        connect_offer(work, offer.id)


def _opens(leg: Leg, offer: Offer) -> bool:
    """A leg of the standing offer; of an interpreted one the interpreter's, so that the caller
    is never without a language."""
    is_interpreted = any(seat.role == "interpreter" for seat in offer.seats)
    role = "interpreter" if is_interpreted else "agent"
    return leg.offer_id == offer.id and leg.role == role


def _enter_talk(work: RoutingWork, contact: Contact, leg: Leg, legs: Sequence[Leg]) -> None:
    """Somebody joins a talk under way: a part that was missing, an adviser, an outside line."""
    if leg.agent_id is not None and leg.offer_id is not None and leg.offer_id == contact.offer_id:
        if leg.role == "adviser":
            return begin_advice(work, contact, leg.offer_id, leg.agent_id)
        connect_offer(work, leg.offer_id)
        if leg.role == "interpreter":
            hold_caller(work.uow, contact, is_held=False)
        return None
    if leg.role != "agent" or any(x.role == "caller" and _is_in(x) for x in legs):
        return None
    caller = find_caller_leg(work.uow.session, contact.id)
    if caller is not None and caller.state == LegState.PLANNED:
        work.uow.owe(RING_LEG, contact_id=contact.id, leg_id=caller.id)
    else:
        work.uow.owe(BRING_CALLER_IN, contact_id=contact.id)
    return None


def _is_in(leg: Leg) -> bool:
    return leg.state == LegState.JOINED


def _leave(
    work: RoutingWork, contact: Contact, leg: Leg, legs: Sequence[Leg], event: RoomEvent
) -> bool:
    if leg.state == LegState.JOINED:
        leg.state = LegState.ANSWERED
    work.uow.record(ROOM_LEFT, contact_id=contact.id, agent_id=leg.agent_id, role=leg.role)
    if leg.role in BESIDE:
        leave_beside(work.uow, leg, is_broken=is_line_broken(event.call_status, ""))
    lose(Loss(work, contact, leg, legs), read_room_reason(event.call_status))
    return True
