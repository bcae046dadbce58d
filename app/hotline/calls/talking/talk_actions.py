"""Use cases of an agent in mid-talk: hold the caller, mute themself, ring somebody directly.

Each changes how a leg shall take part in the room; `talk_performers.mix_leg` tells the carrier.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.calls.effects import END_LEG, MIX_LEG, RING_LEG
from app.hotline.calls.facts import AGENT_MUTED, CALLER_HELD, CALLER_RESUMED
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_agent_leg, find_caller_leg
from app.hotline.calls.talking.recording_actions import let_into_room, pace_recording
from app.hotline.calls.voice import Voice
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.dispatch.effects import RETURN_CALLER
from app.hotline.dispatch.router import RoutingWork
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, HangUp

NOT_ON_THE_LINE = "not_on_the_line"
LEG_JOIN = DueKind(
    "leg_join",
    subject="leg",
    served_by="app.hotline.calls.ringing.talk_performers.check_leg_joining",
    asks_carrier=True,
)
LEG_JOIN_WITHIN_S = 5
"""How soon the carrier tells that somebody came whom we rang straight into a talk."""


def hold_caller(uow: UnitOfWork, contact: Contact, *, is_held: bool) -> bool:
    """The caller hears music in place of the talk, or is back in it; False if that is no news."""
    leg = find_caller_leg(uow.session, contact.id, locked=True)
    if leg is None or leg.is_held is is_held:
        return False
    leg.is_held = is_held
    if is_held:
        pace_recording(uow, contact.id)  # what is said beside the caller is not kept
    _owe_mix(uow, leg)
    if not is_held:
        pace_recording(uow, contact.id)
    uow.record(CALLER_HELD if is_held else CALLER_RESUMED, contact_id=contact.id)
    return True


def send_to_music(uow: UnitOfWork, contact: Contact) -> None:
    """The caller leaves the room for the queue's words and music, once the contact waits."""
    leg = find_caller_leg(uow.session, contact.id, locked=True)
    if leg is not None:
        leg.is_held = False
    uow.owe(RETURN_CALLER, contact_id=contact.id)


def mute_agent(uow: UnitOfWork, contact: Contact, agent_id: int, *, is_muted: bool) -> None:
    """The agent is not heard, or is heard again; raises Refused when not in the room."""
    leg = find_agent_leg(uow.session, contact.id, agent_id)
    if leg is None:
        raise Refused(NOT_ON_THE_LINE)
    if leg.is_muted is not is_muted:
        leg.is_muted = is_muted
        _owe_mix(uow, leg)
        uow.record(AGENT_MUTED, contact_id=contact.id, agent_id=agent_id, is_muted=is_muted)


def _owe_mix(uow: UnitOfWork, leg: Leg) -> None:
    uow.owe(MIX_LEG, contact_id=leg.contact_id, leg_id=leg.id)
    uow.topics.add(f"contact:{leg.contact_id}")


def ring_directly(
    uow: UnitOfWork,
    contact: Contact,
    role: str,
    *,
    agent_id: int | None = None,
    target: str | None = None,
) -> Leg:
    """Plan a leg that goes straight into the room once answered, and ring it."""
    leg = plan_leg(uow, contact.id, role, agent_id=agent_id, target=target)
    uow.session.flush()
    uow.owe(RING_LEG, contact_id=contact.id, leg_id=leg.id)
    return leg


def plan_leg(
    uow: UnitOfWork,
    contact_id: int,
    role: str,
    *,
    offer_id: int | None = None,
    agent_id: int | None = None,
    target: str | None = None,
) -> Leg:
    """A leg with its token, committed before the carrier is asked."""
    leg = Leg(
        token=uow.make_token(),
        contact_id=contact_id,
        offer_id=offer_id,
        agent_id=agent_id,
        role=role,
        target=target,
        state=LegState.PLANNED,
        planned_at=uow.now,
        room_sequence=-1,
    )
    uow.session.add(leg)
    return leg


def join_directly(work: RoutingWork, voice: Voice, leg: Leg) -> Answer:
    """Somebody whom we rang into a talk has answered; too late, they are let go."""
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    if leg.state == LegState.ENDED or contact.state != ContactStage.CONNECTED:
        return HangUp()
    leg.answered_at = leg.answered_at or work.uow.now
    leg.state = LegState.JOINING
    await_joining(work.uow, leg)
    coached = work.uow.session.get(Leg, leg.coached_leg_id) if leg.coached_leg_id else None
    coached_sid = (coached.call_sid or "") if coached else ""
    return let_into_room(work, voice, contact, leg, coached_sid=coached_sid)


def await_joining(uow: UnitOfWork, leg: Leg) -> None:
    """Somebody without an offer is on the way into the room: unheard of, the carrier is asked."""
    due_at = uow.now + timedelta(seconds=LEG_JOIN_WITHIN_S)
    set_deadline(uow, LEG_JOIN, leg.id, due_at)


def end_leg(uow: UnitOfWork, leg: Leg | None) -> None:
    """Hang up one party while the others talk on."""
    if leg is not None:
        uow.owe(END_LEG, contact_id=leg.contact_id, leg_id=leg.id)
