"""Performs what routing owes the telephone: ring, stop, bring together, end.

Each reads what it needs, speaks to the carrier outside any transaction, and writes the result
in a short one.  Placing a call cannot be repeated safely: a leg that was committed by an
earlier attempt is looked for at the carrier, never placed again (DESIGN §3).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.agents.models import Agent
from app.calls.agent_actions import PHONE_FAILED, change_leg_status
from app.calls.callback_actions import may_call_back, miss_callback
from app.calls.lifecycle import LegState, may_move
from app.calls.links import Links
from app.calls.models import Leg
from app.calls.outside import Target, find_number
from app.calls.queries import (
    find_caller_leg,
    find_leg_by_call,
    list_live_legs,
    list_offer_legs,
)
from app.calls.room_actions import note_present
from app.contacts.models import Contact, ContactStage
from app.dispatch.actions import fail_offer, find_offer
from app.dispatch.deadlines import set_deadline, set_join_deadline
from app.dispatch.desk import Desk
from app.dispatch.models import Offer, OfferSeat
from app.storage.outbox import Outbox
from app.storage.unit_of_work import Store, UnitOfWork
from app.telephony.port import (
    Carrier,
    CarrierLacks,
    CarrierRefused,
    CarrierUnreachable,
    OutgoingCall,
)
from routing.model import JOIN_FAILED, OfferState, Role

log = logging.getLogger(__name__)

EXTRA_RING_S = 5
CALLBACK_RING_S = 30
LOOK_UP_AFTER_S = 3


@dataclass(frozen=True, slots=True)
class CallControl:
    """The performers of call control, over one carrier."""

    store: Store
    desk: Desk
    carrier: Carrier
    links: Links

    def ring_agents(self, effect: Outbox) -> None:
        """Ring every phone of a pending offer, each by a fenced leg."""
        for leg_id, address in self._plan_legs(int(effect.payload["offer_id"])):
            self._place(leg_id, address)

    def stop_ringing(self, effect: Outbox) -> None:
        """Hang up the legs of agents who are out of the offer (B32)."""
        agents = set(effect.payload["agent_ids"])
        with self.store.read() as session:
            legs = list_offer_legs(session, int(effect.payload["offer_id"]))
            sids = [x.call_sid for x in legs if x.agent_id in agents and _can_be_ended(x)]
        self._end(sids)

    def bring_agents_in(self, effect: Outbox) -> None:
        """Fetch agents into the room who accepted on the console and hear the whisper."""
        with self.store.read() as session:
            legs = list_offer_legs(session, int(effect.payload["offer_id"]))
            waiting = [
                (x.call_sid, self.links.leg(x.token, "room"))
                for x in legs
                if x.state == LegState.ANSWERED and x.call_sid
            ]
        for call_sid, url in waiting:
            try:
                self.carrier.move_call(str(call_sid), url)
            except (CarrierLacks, CarrierRefused):
                log.info("an agent hung up before joining")

    def bring_caller_in(self, effect: Outbox) -> None:
        """The agent is in the room: let the caller leave the queue and follow."""
        with self.store.read() as session:
            contact = session.get_one(Contact, effect.contact_id)
            leg = find_caller_leg(session, contact.id)
            if contact.state not in {ContactStage.OFFERED, ContactStage.CONNECTED}:
                return None
            if leg is None and contact.booked_at is not None:
                return self._call_back(contact.id, contact.offer_id or 0)
            where = None if leg is None else (leg.queue_sid, leg.call_sid, leg.state)
            url = self.links.contact(contact.token, "join")
            offer_id = contact.offer_id
        try:
            self._fetch_caller(where, url)
        except CarrierRefused as refusal:
            log.warning("a caller could not be brought in: %s", refusal)
            self._fail_joining(offer_id)

    def end_calls(self, effect: Outbox) -> None:
        """Hang up whatever the contact still holds open."""
        with self.store.read() as session:
            legs = list_live_legs(session, int(effect.contact_id or 0))
            sids = [leg.call_sid for leg in legs]
        self._end(sids)

    def look_up_leg(self, leg_id: int) -> None:
        """After an unknown outcome: adopt the call that was made, or declare failure."""
        with self.store.read() as session:
            leg = session.get_one(Leg, leg_id)
            if leg.state not in {LegState.UNKNOWN, LegState.PLANNED}:
                return
            if leg.call_sid is not None:
                return  # a callback with its token named the call
            address = self.find_address(session, leg)
            planned_at = leg.planned_at
        found = self.carrier.find_calls(address, planned_at - timedelta(seconds=1))
        with self.store.read() as session:
            free = [x for x in found if find_leg_by_call(session, x.call_sid) is None]
        adopted = next((x for x in free if not x.is_over), None)
        self.settle_leg(leg_id, adopted.call_sid if adopted else None)

    def check_joining(self, offer_id: int) -> None:
        """An accepted offer was not joined in time: callbacks were lost, or it failed and the
        caller waits on."""
        with self.store.read() as session:
            offer = session.get_one(Offer, offer_id)
            if offer.state != OfferState.ACCEPTED:
                return None
            token = session.get_one(Contact, offer.contact_id).token
        room = self.carrier.list_room(token)
        with self.desk.write() as work:
            contact = work.uow.session.get_one(Contact, offer.contact_id)
            if note_present(work, contact, room):
                return set_join_deadline(
                    work.uow, offer_id, is_callback=contact.booked_at is not None
                )
        return self._fail_joining(offer_id)

    def return_caller(self, effect: Outbox) -> None:
        """The joining failed with the caller already on the way: back to music and their place."""
        with self.store.read() as session:
            contact = session.get_one(Contact, effect.contact_id)
            leg = find_caller_leg(session, contact.id)
            if leg is None or leg.state not in {LegState.JOINING, LegState.JOINED}:
                return
            if contact.state not in {ContactStage.WAITING, ContactStage.OFFERED}:
                return
            call_sid, url = leg.call_sid, self.links.contact(contact.token, "resume")
        self._move(call_sid, url)

    def send_away(self, effect: Outbox) -> None:
        """The wait is over without a person: the caller is told so and the call ends."""
        with self.store.read() as session:
            contact = session.get_one(Contact, effect.contact_id)
            leg = find_caller_leg(session, contact.id)
            call_sid = leg.call_sid if leg is not None else None
            url = self.links.contact(contact.token, "resume")
        self._move(call_sid, url)

    def _move(self, call_sid: str | None, url: str) -> None:
        if call_sid is None:
            return
        try:
            self.carrier.move_call(call_sid, url)
        except (CarrierLacks, CarrierRefused):
            log.info("a caller hung up before they could be moved")

    def _plan_legs(self, offer_id: int) -> list[tuple[int, str]]:
        """Commit a leg for each seat; one from an earlier attempt is looked up instead."""
        with self.store.write() as uow:
            offer = find_offer(uow, offer_id)
            if offer.state not in {OfferState.PENDING, OfferState.ACCEPTED}:
                return []  # accepted: the console was quicker than we
            known = {leg.agent_id: leg for leg in list_offer_legs(uow.session, offer_id)}
            for leg in known.values():
                if leg.state == LegState.PLANNED:
                    _doubt(uow, leg)
            made = [
                (
                    plan_leg(uow, offer.contact_id, offer.id, seat.agent_id, _name_role(seat)),
                    seat.agent_id,
                )
                for seat in offer.seats
                if seat.agent_id not in known and not seat.has_left
            ]
            uow.session.flush()
            return [
                (leg.id, self._address(uow.session.get_one(Agent, agent_id)))
                for leg, agent_id in made
            ]

    def _place(self, leg_id: int, address: str) -> None:
        with self.store.read() as session:
            leg = session.get_one(Leg, leg_id)
            offer = session.get_one(Offer, leg.offer_id)
            call = OutgoingCall(
                to=address,
                url=self.links.leg(leg.token, "answered"),
                status_url=self.links.leg(leg.token, "status"),
                ring_s=_ring_s(offer.deadline_at, self.store.clock.now()),
            )
        if address:
            self.request(leg_id, call)
        else:
            self.settle_leg(leg_id, None)

    def request(self, leg_id: int, call: OutgoingCall) -> None:
        """Ask the carrier once; an unknown outcome is looked up, never asked again."""
        try:
            call_sid = self.carrier.place_call(call)
        except CarrierRefused as refusal:
            log.warning("a ring was refused: %s", refusal)
            return self.settle_leg(leg_id, None)
        except CarrierUnreachable:
            with self.store.write() as uow:
                _doubt(uow, uow.session.get_one(Leg, leg_id))
            return None
        return self.settle_leg(leg_id, call_sid)

    def settle_leg(self, leg_id: int, call_sid: str | None) -> None:
        """Note the call that rings, or that there is none and the offer has failed."""
        with self.desk.write() as work:
            leg = work.uow.session.get_one(Leg, leg_id)
            if call_sid is not None:
                leg.call_sid = leg.call_sid or call_sid
                leg.placed_at = leg.placed_at or work.uow.now
                if may_move(leg.state, LegState.PLACED):
                    leg.state = LegState.PLACED
                if not _is_wanted(work.uow, leg):
                    work.uow.owe("end_leg", contact_id=leg.contact_id, leg_id=leg.id)
                return
            if leg.state in {LegState.PLANNED, LegState.UNKNOWN}:
                if leg.offer_id is None:
                    change_leg_status(work, leg, "failed", "")
                    return
                leg.state = LegState.ENDED
                leg.ended_at = work.uow.now
                leg.end_reason = "not_placed"
                if leg.role == "caller":
                    miss_callback(work, work.uow.session.get_one(Contact, leg.contact_id))
                else:
                    fail_offer(work, leg.offer_id or 0, leg.agent_id or 0, PHONE_FAILED)

    def end_leg(self, effect: Outbox) -> None:
        """Hang up one leg that turned out to be too late."""
        with self.store.read() as session:
            sid = session.get_one(Leg, effect.payload["leg_id"]).call_sid
        self._end([sid])

    def _call_back(self, contact_id: int, offer_id: int) -> None:
        """Ring the person whose call-back an agent has taken; twice is once."""
        with self.desk.write() as work:
            contact = work.uow.session.get_one(Contact, contact_id)
            legs = list_offer_legs(work.uow.session, offer_id)
            if any(leg.role == "caller" for leg in legs):
                return None
            if not may_call_back(work.uow, contact):
                return miss_callback(work, contact)
            leg = plan_leg(work.uow, contact.id, offer_id, None, "caller")
            work.uow.session.flush()
            leg_id, token, caller = leg.id, leg.token, contact.caller
            number = work.uow.vault.open(caller.number_sealed or b"", caller.person_key)
        call = OutgoingCall(
            to=number,
            url=self.links.leg(token, "callback"),
            status_url=self.links.leg(token, "status"),
            ring_s=CALLBACK_RING_S,
        )
        return self.request(leg_id, call)

    def _fetch_caller(self, where: tuple[str | None, str | None, str] | None, url: str) -> None:
        if where is None or where[1] is None:
            raise CarrierLacks(reason="the caller is gone")
        queue_sid, call_sid, state = where
        if queue_sid and state == LegState.QUEUED:
            try:
                return self.carrier.take_from_queue(queue_sid, str(call_sid), url)
            except CarrierLacks:
                log.info("the caller is not in the queue: moving the call itself")
        return self.carrier.move_call(str(call_sid), url)

    def _fail_joining(self, offer_id: int | None) -> None:
        if offer_id is None:
            return None
        with self.desk.write() as work:
            offer = find_offer(work.uow, offer_id)
            if offer.state != OfferState.ACCEPTED:
                return None
            contact = work.uow.session.get_one(Contact, offer.contact_id)
            if contact.booked_at is not None and contact.state == ContactStage.OFFERED:
                work.uow.owe("end_calls", contact_id=contact.id)
                return miss_callback(work, contact)
            for seat in [s for s in offer.seats if not s.has_left]:
                fail_offer(work, offer.id, seat.agent_id, JOIN_FAILED)
                work.uow.owe(
                    "stop_ringing",
                    contact_id=offer.contact_id,
                    offer_id=offer.id,
                    agent_ids=[seat.agent_id],
                )
        return None

    def _end(self, call_sids: list[str | None]) -> None:
        for call_sid in call_sids:
            if call_sid:
                self.carrier.end_call(call_sid)

    def find_address(self, session: Session, leg: Leg) -> str:
        """Where a leg is to ring: an agent's phone, an outside line, or the person we call back."""
        if leg.agent_id is not None:
            return self._address(session.get_one(Agent, leg.agent_id))
        caller = session.get_one(Contact, leg.contact_id).caller
        if leg.target is not None:
            return find_number(session, Target(leg.target), caller.county)
        return self.store.vault.open(caller.number_sealed or b"", caller.person_key)

    def _address(self, agent: Agent) -> str:
        return self.store.vault.open(agent.address_sealed) if agent.address_sealed else ""


_STANDING = {OfferState.PENDING, OfferState.ACCEPTED, OfferState.CONNECTED}


def _is_wanted(uow: UnitOfWork, leg: Leg) -> bool:
    """Whether what the leg was placed for still stands."""
    if leg.offer_id is not None:
        return find_offer(uow, leg.offer_id).state in _STANDING
    return uow.session.get_one(Contact, leg.contact_id).state == ContactStage.CONNECTED


def _name_role(seat: OfferSeat) -> str:
    return "agent" if seat.role == Role.SEAT else seat.role


def _can_be_ended(leg: Leg) -> bool:
    return leg.call_sid is not None and leg.state != LegState.ENDED


def plan_leg(
    uow: UnitOfWork, contact_id: int, offer_id: int, agent_id: int | None, role: str
) -> Leg:
    """A leg with its token, committed before the carrier is asked."""
    leg = Leg(
        token=uow.make_token(),
        contact_id=contact_id,
        offer_id=offer_id,
        agent_id=agent_id,
        role=role,
        state=LegState.PLANNED,
        planned_at=uow.now,
        room_sequence=-1,
    )
    uow.session.add(leg)
    return leg


def _doubt(uow: UnitOfWork, leg: Leg) -> None:
    """Nobody knows whether the call was placed: a callback will tell, or a look at the carrier."""
    uow.session.refresh(leg, with_for_update=True)
    if leg.state != LegState.PLANNED:
        return  # a callback has told already
    leg.state = LegState.UNKNOWN
    due_at = uow.now + timedelta(seconds=LOOK_UP_AFTER_S)
    set_deadline(uow, "leg_look_up", leg.id, due_at)


def _ring_s(deadline_at: datetime, now: datetime) -> int:
    """A little longer than our deadline, which is what ends the ringing (DESIGN §7)."""
    return max(5, int((deadline_at - now).total_seconds()) + EXTRA_RING_S)
