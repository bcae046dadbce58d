"""Use cases of a supervisor in a talk: listen (unheard), coach (heard by the agent alone),
barge (heard by all).  Each is in the log with who did it (law 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select

from app.hotline.agents.models import Agent
from app.hotline.calls.effects import MIX_LEG, RING_LEG
from app.hotline.calls.facts import SUPERVISED, SUPERVISING_ENDED
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_agent_leg
from app.hotline.calls.talking.talk_actions import end_leg, plan_leg
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork

NO_PHONE = "no_phone_of_yours"
NOT_CONNECTED = "not_connected"


class SupervisorPresence(StrEnum):
    """How a supervisor takes part."""

    LISTEN = "listen"
    COACH = "coach"
    BARGE = "barge"


def supervise(
    uow: UnitOfWork, contact: Contact, supervisor_id: int, presence: SupervisorPresence
) -> None:
    """Ring the supervisor into the talk, or change how they take part; raises Refused.

    `supervisor_id` is the agent's row that holds the supervisor's phone.
    """
    if contact.state != ContactStage.CONNECTED or contact.channel != "voice":
        raise Refused(NOT_CONNECTED)
    supervisor = uow.session.get(Agent, supervisor_id)
    if supervisor is None or supervisor.address_sealed is None:
        raise Refused(NO_PHONE)
    leg = _find_own_leg(uow, contact, supervisor_id)
    is_new = leg is None
    if leg is None:
        leg = plan_leg(uow, contact.id, "supervisor", agent_id=supervisor_id)
    coached = find_agent_leg(uow.session, contact.id, contact.agent_id)
    leg.is_muted = presence is SupervisorPresence.LISTEN
    leg.coached_leg_id = coached.id if coached and presence is SupervisorPresence.COACH else None
    uow.session.flush()
    uow.owe(RING_LEG if is_new else MIX_LEG, contact_id=contact.id, leg_id=leg.id)
    uow.record(SUPERVISED, contact_id=contact.id, agent_id=supervisor_id, how=presence)
    uow.topics.add(f"contact:{contact.id}")


def leave_talk(uow: UnitOfWork, contact: Contact, supervisor_id: int) -> None:
    """The supervisor leaves the talk to those who are in it."""
    end_leg(uow, _find_own_leg(uow, contact, supervisor_id))
    uow.record(SUPERVISING_ENDED, contact_id=contact.id, agent_id=supervisor_id)


def follow_agent(uow: UnitOfWork, agent_leg: Leg, live: Iterable[Leg]) -> None:
    """Another agent has the caller now: whoever coaches, among the `live` legs of the contact, is
    pointed at them."""
    for leg in live:
        if leg.coached_leg_id not in {None, agent_leg.id}:
            leg.coached_leg_id = agent_leg.id
            uow.owe(MIX_LEG, contact_id=leg.contact_id, leg_id=leg.id)


def _find_own_leg(uow: UnitOfWork, contact: Contact, supervisor_id: int) -> Leg | None:
    legs = select(Leg).where(
        Leg.contact_id == contact.id,
        Leg.agent_id == supervisor_id,
        Leg.role == "supervisor",
        Leg.state != LegState.ENDED,
    )
    return uow.session.scalars(legs).first()
