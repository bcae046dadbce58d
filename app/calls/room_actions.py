"""Use cases of a contact's room (the carrier's conference): who came, who went.

Events of one conference are ordered by their sequence number; an older one than the last
heard of a leg is ignored.  Answered is the joining of the second of the two (B57).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.calls.agent_actions import end_talk
from app.calls.caller_actions import hang_up
from app.calls.lifecycle import LegState, may_move
from app.calls.models import Leg
from app.calls.queries import find_leg_by_call, list_live_legs
from app.contacts.models import Contact, ContactStage
from app.dispatch.actions import connect_offer
from app.dispatch.desk import RoutingWork
from app.telephony.port import RoomFact


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """What the carrier says of a room; `label` is the leg's token."""

    kind: str
    conference_sid: str
    call_sid: str
    label: str
    sequence: int
    reason: str = ""


MOVED_BY_US = "participant_updated_via_api"
"""Why somebody left a room whom we ourselves sent elsewhere: that is no hanging up."""


def hear_room(work: RoutingWork, contact: Contact, event: RoomEvent) -> bool:
    """Apply a room's event; False when it is late or concerns nobody we know."""
    leg = _find_leg(work, contact, event)
    if leg is None or not may_move(leg.state, LegState.ENDED):
        return False
    is_same_room = leg.conference_sid in {None, event.conference_sid}
    if is_same_room and event.sequence <= leg.room_sequence:
        return False
    if event.kind == "participant-leave" and not is_same_room:
        return False  # of a room that the leg has left before
    leg.conference_sid = event.conference_sid
    leg.room_sequence = event.sequence
    match event.kind:
        case "participant-join":
            return _enter(work, contact, leg)
        case "participant-leave":
            return _leave(work, contact, leg, event.reason)
    return False


def note_present(work: RoutingWork, contact: Contact, room: RoomFact) -> bool:
    """The carrier was asked who is in the room; True when that was news (callbacks were lost)."""
    missed = [
        leg
        for leg in list_live_legs(work.uow.session, contact.id)
        if leg.call_sid in room.call_sids and not _is_in(leg)
    ]
    for leg in missed:
        leg.conference_sid = room.conference_sid
        _enter(work, contact, leg)
    return bool(missed)


def _find_leg(work: RoutingWork, contact: Contact, event: RoomEvent) -> Leg | None:
    for leg in list_live_legs(work.uow.session, contact.id):
        if event.label and leg.token == event.label:
            return leg
    known = find_leg_by_call(work.uow.session, event.call_sid) if event.call_sid else None
    return known if known is not None and known.contact_id == contact.id else None


def _enter(work: RoutingWork, contact: Contact, leg: Leg) -> bool:
    leg.state = LegState.JOINED
    leg.joined_at = leg.joined_at or work.uow.now
    leg.checked_at = work.uow.now
    work.uow.record("room_entered", contact_id=contact.id, agent_id=leg.agent_id, role=leg.role)
    present = [x for x in list_live_legs(work.uow.session, contact.id) if _is_in(x)]
    if not any(_serves(other, contact) for other in present):
        return True
    if not any(other.role == "caller" for other in present):
        work.uow.owe("bring_caller_in", contact_id=contact.id)
    elif contact.state == ContactStage.OFFERED and contact.offer_id is not None:
        connect_offer(work, contact.offer_id)
    return True


def _serves(leg: Leg, contact: Contact) -> bool:
    """An agent's leg, and not one left over from an offer that is closed."""
    if leg.role == "caller":
        return False
    return contact.state != ContactStage.OFFERED or leg.offer_id == contact.offer_id


def _is_in(leg: Leg) -> bool:
    return leg.state == LegState.JOINED


def _leave(work: RoutingWork, contact: Contact, leg: Leg, reason: str) -> bool:
    if leg.state == LegState.JOINED:
        leg.state = LegState.ANSWERED
    work.uow.record("room_left", contact_id=contact.id, agent_id=leg.agent_id, role=leg.role)
    if reason == MOVED_BY_US:
        return True
    if leg.role == "caller":
        hang_up(work, contact)
    elif contact.state == ContactStage.CONNECTED and contact.agent_id == leg.agent_id:
        end_talk(work, contact)
    return True
