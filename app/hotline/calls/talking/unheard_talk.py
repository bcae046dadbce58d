"""A talk that began while we were away: who came into the room is told by nobody.

While it goes on the carrier tells who is in the room.  Of a room that is over it forgets the people
but for who ended it; then both calls' own ends are left to decide by.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.calls.control import CallControl
from app.hotline.calls.facts import TALK_NOTICED
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import list_live_legs
from app.hotline.calls.room_actions import note_present
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.models import IS_STANDING, Offer
from app.hotline.dispatch.router import RoutingWork
from app.telephony.port import CarrierError, CarrierLacks, RoomFact
from routing.model import OfferState

log = logging.getLogger(__name__)

SHORTEST_TALK = timedelta(seconds=1)
_IN_ROOM = {LegState.JOINING, LegState.JOINED}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Caller and agent whom we had sent into one room; `both_in_at` when the later one went."""

    caller: Leg
    agent: Leg
    both_in_at: datetime

    @property
    def legs(self) -> tuple[Leg, Leg]:
        return self.caller, self.agent


def look_at_rooms(control: CallControl) -> None:
    """We are back: whether two are in a room meanwhile is asked before anybody leaves it."""
    with control.store.read() as session:
        joining = select(Offer.contact_id).where(IS_STANDING, Offer.state == OfferState.ACCEPTED)
        contacts = session.scalars(select(Contact).where(Contact.id.in_(joining)))
        rooms = [(pair, x.token) for x in contacts if (pair := _find_pair(session, x.id))]
    for pair, token in rooms:
        try:
            room = control.carrier.list_room(token)
        except CarrierError as error:
            log.warning("the carrier could not say who is in a room: %s", error)
            continue
        if not {leg.call_sid for leg in pair.legs} <= set(room.call_sids):
            continue  # who is alone in a room has been left, perhaps before they came
        with control.router.write() as work:
            note_present(work, work.uow.session.get_one(Contact, pair.caller.contact_id), room)


def ask_for_talk(control: CallControl, leg_id: int) -> bool:
    """Whether caller and agent were a second together in a room, now that `leg_id` is over.

    An agent who is still in the room was there; a caller who is on the line was if they are in the
    room still.
    """
    with control.store.read() as session:
        pair = _find_pair(session, session.get_one(Leg, leg_id).contact_id)
        if pair is None:
            return False
        token = session.get_one(Contact, pair.caller.contact_id).token
    caller_sid = str(pair.caller.call_sid)
    try:
        caller, agent = (control.carrier.fetch_call(str(x.call_sid)) for x in pair.legs)
    except CarrierLacks:
        room = control.carrier.list_room(token)
        return room.ended_by_sid == caller_sid and _is_talk(pair, room.ended_at)
    if caller.ended_at is None:
        is_there = caller_sid in control.carrier.list_room(token).call_sids
        return is_there and _is_talk(pair, agent.ended_at)
    return _is_talk(pair, min(caller.ended_at, agent.ended_at or caller.ended_at))


def _is_talk(pair: _Pair, over_at: datetime | None) -> bool:
    return over_at is not None and over_at - pair.both_in_at >= SHORTEST_TALK


def note_talk(work: RoutingWork, leg: Leg) -> None:
    """The talk was: the contact is answered before its end is noted."""
    session = work.uow.session
    pair = _find_pair(session, leg.contact_id)
    if pair is None:
        return
    for each in pair.legs:
        each.joined_at = each.joined_at or each.checked_at
    room = RoomFact(
        pair.agent.conference_sid or "", (str(pair.agent.call_sid), str(pair.caller.call_sid))
    )
    contact = session.get_one(Contact, leg.contact_id)
    note_present(work, contact, room)
    work.uow.record(TALK_NOTICED, contact_id=contact.id, agent_id=pair.agent.agent_id)


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
