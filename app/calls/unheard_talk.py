"""A talk that began and ended while we were away: who was in the room is told by nobody, and the
carrier forgets the people of a room that is over.  Both calls' own ends are left to decide by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.calls.control import CallControl
from app.calls.lifecycle import LegState
from app.calls.models import Leg
from app.calls.queries import list_live_legs
from app.calls.room_actions import note_present
from app.contacts.models import Contact, ContactStage
from app.dispatch.desk import RoutingWork
from app.dispatch.models import Offer
from app.telephony.port import CarrierLacks, RoomFact
from routing.model import OfferState

SHORTEST_TALK = timedelta(seconds=1)
_IN_ROOM = {LegState.JOINING, LegState.JOINED}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Caller and agent whom we had sent into one room; `both_in_at` when the later one went."""

    caller: Leg
    agent: Leg
    both_in_at: datetime


def ask_for_talk(control: CallControl, leg_id: int) -> bool:
    """Whether the carrier's ends of both calls leave a second together.

    An agent who is still in the room was there; a caller who is on the line is not over.
    """
    with control.store.read() as session:
        pair = _find_pair(session, session.get_one(Leg, leg_id).contact_id)
        if pair is None:
            return False
        sids = [str(leg.call_sid) for leg in (pair.caller, pair.agent)]
        both_in_at = pair.both_in_at
    try:
        caller, agent = (control.carrier.fetch_call(sid) for sid in sids)
    except CarrierLacks:
        return False
    if caller.ended_at is None:
        return False
    over_at = min(caller.ended_at, agent.ended_at or caller.ended_at)
    return over_at - both_in_at >= SHORTEST_TALK


def note_talk(work: RoutingWork, leg: Leg) -> None:
    """The talk was: the contact is answered before its end is noted."""
    session = work.uow.session
    pair = _find_pair(session, leg.contact_id)
    if pair is None:
        return
    for each in (pair.caller, pair.agent):
        each.joined_at = each.joined_at or each.checked_at
    room = RoomFact(
        pair.agent.conference_sid or "", (str(pair.agent.call_sid), str(pair.caller.call_sid))
    )
    contact = session.get_one(Contact, leg.contact_id)
    note_present(work, contact, room)
    work.uow.record("talk_noticed", contact_id=contact.id, agent_id=pair.agent.agent_id)


def _find_pair(session: Session, contact_id: int) -> _Pair | None:
    contact = session.get_one(Contact, contact_id)
    if contact.state != ContactStage.OFFERED or contact.offer_id is None:
        return None
    offer = session.get_one(Offer, contact.offer_id)
    if offer.state != OfferState.ACCEPTED:
        return None
    inside = [leg for leg in list_live_legs(session, contact_id) if leg.state in _IN_ROOM]
    opens = "interpreter" if any(s.role == "interpreter" for s in offer.seats) else "agent"
    agent = next((x for x in inside if x.role == opens and x.offer_id == offer.id), None)
    caller = next((x for x in inside if x.role == "caller"), None)
    if caller is None or agent is None or not (caller.call_sid and agent.call_sid):
        return None
    entered = [leg.joined_at or leg.checked_at for leg in (caller, agent)]
    known = [at for at in entered if at is not None]
    return _Pair(caller, agent, max(known)) if len(known) == len(entered) else None
