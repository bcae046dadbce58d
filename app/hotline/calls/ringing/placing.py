"""Places calls: agents' phones, people whom we call back.

Placing a call cannot be repeated safely: a leg is committed before the carrier is asked, and
one that an earlier attempt committed is looked for at the carrier, never placed again
(DESIGN §3).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.callbacks.ringing_actions import miss, ring
from app.hotline.calls.control import CallControl
from app.hotline.calls.effects import END_LEG
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.models import Leg
from app.hotline.calls.outside import Target, find_number
from app.hotline.calls.queries import find_leg_by_call, list_offer_legs
from app.hotline.calls.ringing.agent_actions import PHONE_FAILED, change_leg_status
from app.hotline.calls.talking.talk_actions import plan_leg
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number
from app.hotline.dispatch.actions import fail_offer, find_offer
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.dispatch.models import Offer, OfferSeat
from app.hotline.prompts.phone_queries import is_prompt_call
from app.kit.storage.effect_actions import note_with_result
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Owed
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.port import CarrierRefused, CarrierUnreachable, OutgoingCall
from routing.model import OfferState, Role

log = logging.getLogger(__name__)

EXTRA_RING_S = 5
LOOK_UP_AFTER_S = 3
LEG_LOOK_UP = DueKind(
    "leg_look_up",
    subject="leg",
    served_by="app.hotline.calls.ringing.placing.look_up_leg",
    asks_carrier=True,
)
"""Nobody knows whether a telephone rings: the carrier is asked."""
_STANDING = {OfferState.PENDING, OfferState.ACCEPTED, OfferState.CONNECTED}


def ring_agents(control: CallControl, effect: Owed, offer_id: int) -> None:
    """Ring every phone of a pending offer, each by a fenced leg."""
    planned = _plan_legs(control, offer_id)
    for leg_id, call in planned:
        request_call(control, leg_id, call, effect if leg_id == planned[-1][0] else None)


def _plan_legs(control: CallControl, offer_id: int) -> list[tuple[int, OutgoingCall]]:
    """Commit a leg for each seat; one from an earlier attempt is looked up instead."""
    with control.store.write() as uow:
        offer = find_offer(uow, offer_id)
        if offer.state not in {OfferState.PENDING, OfferState.ACCEPTED}:
            return []  # accepted: the console was quicker than we
        known = {leg.agent_id: leg for leg in list_offer_legs(uow.session, offer_id)}
        for leg in known.values():
            if leg.state == LegState.PLANNED:
                doubt_leg(uow, leg)
        made = [
            plan_leg(
                uow,
                offer.contact_id,
                _name_role(seat),
                offer_id=offer.id,
                agent_id=seat.agent_id,
            )
            for seat in offer.seats
            if seat.agent_id not in known and not seat.has_left
        ]
        uow.session.flush()
        return [(leg.id, _describe_ring(control, uow, leg, offer)) for leg in made]


def _describe_ring(control: CallControl, uow: UnitOfWork, leg: Leg, offer: Offer) -> OutgoingCall:
    """The call to an agent's phone; `to` is empty where they have none."""
    return OutgoingCall(
        to=_open_address(control, uow.session.get_one(Agent, leg.agent_id)),
        url=control.links.leg(leg.token, "answered"),
        status_url=control.links.leg(leg.token, "status"),
        ring_s=_ring_s(offer.deadline_at, control.store.clock.now()),
    )


def request_call(
    control: CallControl, leg_id: int, call: OutgoingCall, effect: Owed | None = None
) -> None:
    """Ask the carrier once, where there is a number; an unknown outcome is looked up, never asked
    again.  `effect`, of which this is the last step, is noted with the result."""
    if not call.to:
        return settle_leg(control, leg_id, None, effect)
    try:
        call_sid = control.carrier.place_call(call)
    except CarrierRefused as refusal:
        log.warning("a ring was refused: %s", refusal)
        return settle_leg(control, leg_id, None, effect)
    except CarrierUnreachable:
        with control.store.write() as uow:
            doubt_leg(uow, uow.session.get_one(Leg, leg_id))
            note_with_result(uow, effect)
        return None
    return settle_leg(control, leg_id, call_sid, effect)


def settle_leg(
    control: CallControl, leg_id: int, call_sid: str | None, effect: Owed | None = None
) -> None:
    """Note the call that rings, or that there is none and the offer has failed; and `effect`."""
    with control.router.write() as work:
        note_with_result(work.uow, effect)
        leg = work.uow.session.get_one(Leg, leg_id)
        if call_sid is not None:
            leg.call_sid = leg.call_sid or call_sid
            leg.placed_at = leg.placed_at or work.uow.now
            if may_move(leg.state, LegState.PLACED):
                leg.state = LegState.PLACED
            if not _is_wanted(work.uow, leg):
                work.uow.owe(END_LEG, contact_id=leg.contact_id, leg_id=leg.id)
            return
        if leg.state in {LegState.PLANNED, LegState.UNKNOWN}:
            if leg.offer_id is None:
                change_leg_status(work, leg, "failed", "")
                return
            leg.state = LegState.ENDED
            leg.ended_at = work.uow.now
            leg.end_reason = "not_placed"
            if leg.role == "caller":
                miss(work, work.uow.session.get_one(Contact, leg.contact_id))
            else:
                fail_offer(work, leg.offer_id or 0, leg.agent_id or 0, PHONE_FAILED)


def look_up_leg(control: CallControl, leg_id: int) -> None:
    """After an unknown outcome: adopt the call that was made, or declare failure."""
    with control.store.read() as session:
        leg = session.get_one(Leg, leg_id)
        if leg.state not in {LegState.UNKNOWN, LegState.PLANNED}:
            return
        if leg.call_sid is not None:
            return  # a callback with its token named the call
        address = find_address(control, session, leg)
        planned_at = leg.planned_at
    found = control.carrier.find_calls(address, planned_at - timedelta(seconds=1))
    with control.store.read() as session:
        free = [x for x in found if not is_known(session, x.call_sid)]
    adopted = next((x for x in free if not x.is_over), None)
    settle_leg(control, leg_id, adopted.call_sid if adopted else None)


def is_known(session: Session, call_sid: str) -> bool:
    """Whether a call to the same phone is another leg, or one in which a prompt is read."""
    return find_leg_by_call(session, call_sid) is not None or is_prompt_call(session, call_sid)


def ring_back(control: CallControl, contact_id: int, offer_id: int, effect: Owed) -> None:
    """Ring the person whose call-back an agent has taken; twice is once."""
    with control.router.write() as work:
        contact = work.uow.session.get_one(Contact, contact_id)
        known = [x for x in list_offer_legs(work.uow.session, offer_id) if x.role == "caller"]
        for leg in known:
            if leg.state == LegState.PLANNED:
                doubt_leg(work.uow, leg)
        if known:
            return None  # they come in by their key
        number = find_reachable_number(work.uow.vault, contact, ReachAllowed.CALL, work.uow.now)
        if not number:
            return miss(work, contact)
        leg = plan_leg(work.uow, contact.id, "caller", offer_id=offer_id)
        ring(work.uow, contact)
        work.uow.session.flush()
        leg_id, token = leg.id, leg.token
        ring_s = round(work.state.settings.callback_ring_s)
    call = OutgoingCall(
        to=number,
        url=control.links.leg(token, "callback"),
        status_url=control.links.leg(token, "status"),
        ring_s=ring_s,
    )
    return request_call(control, leg_id, call, effect)


def find_address(control: CallControl, session: Session, leg: Leg) -> str:
    """Where a leg is to ring: an agent's phone, an outside line, or the person we call back."""
    if leg.agent_id is not None:
        return _open_address(control, session.get_one(Agent, leg.agent_id))
    caller = session.get_one(Contact, leg.contact_id).caller
    if leg.target is not None:
        return find_number(session, Target(leg.target), caller.county)
    return control.store.vault.open(caller.number_sealed or b"", caller.person_key)


def _open_address(control: CallControl, agent: Agent) -> str:
    return control.store.vault.open(agent.address_sealed) if agent.address_sealed else ""


def _is_wanted(uow: UnitOfWork, leg: Leg) -> bool:
    """Whether what the leg was placed for still stands."""
    if leg.offer_id is not None:
        return find_offer(uow, leg.offer_id).state in _STANDING
    return uow.session.get_one(Contact, leg.contact_id).state == ContactStage.CONNECTED


def _name_role(seat: OfferSeat) -> str:
    return "agent" if seat.role == Role.SEAT else seat.role


def doubt_leg(uow: UnitOfWork, leg: Leg) -> None:
    """Nobody knows whether the call was placed: a callback will tell, or a look at the carrier."""
    get_one_locked(uow.session, Leg, leg.id)
    if leg.state != LegState.PLANNED:
        return  # a callback has told already
    leg.state = LegState.UNKNOWN
    due_at = uow.now + timedelta(seconds=LOOK_UP_AFTER_S)
    set_deadline(uow, LEG_LOOK_UP, leg.id, due_at)


def _ring_s(deadline_at: datetime, now: datetime) -> int:
    """A little longer than our deadline, which is what ends the ringing (DESIGN §7)."""
    return max(5, int((deadline_at - now).total_seconds()) + EXTRA_RING_S)
