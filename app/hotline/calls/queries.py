"""Every SELECT over legs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import IS_ON_LINE, Leg
from app.hotline.contacts.models import Contact, Participant, ParticipantRole
from app.hotline.tickets.models import Ticket
from app.kit.errors import NotFound
from app.kit.storage.locking import lock_found

_ADVISING = (ParticipantRole.EXPERT, ParticipantRole.AGENT, ParticipantRole.ADVISER)
_LEG_OF_TOKEN = select(Leg).where(Leg.token == bindparam("token"))
_LEG_OF_CALL = select(Leg).where(Leg.call_sid == bindparam("call_sid"))
_CONTACT_OF_TOKEN = select(Contact).where(Contact.token == bindparam("token"))
_LIVE_LEGS = select(Leg).where(
    Leg.contact_id == bindparam("contact_id"), Leg.state != LegState.ENDED
)
_CALLER_LEG = _LIVE_LEGS.where(Leg.role == "caller")
_CALLER_LEG_LOCKED = lock_found(_CALLER_LEG)
_OFFER_LEGS = select(Leg).where(Leg.offer_id == bindparam("offer_id")).order_by(Leg.id)
"""What every webhook asks is put together once: that costs as much as the asking."""


def find_leg_by_token(session: Session, token: str) -> Leg:
    """The leg that a callback names; raises NotFound."""
    leg = session.scalar(_LEG_OF_TOKEN, {"token": token})
    if leg is None:
        raise NotFound(what="leg", token=token)
    return leg


def find_leg_by_call(session: Session, call_sid: str) -> Leg | None:
    """The leg of a carrier's call, if we know it."""
    return session.scalar(_LEG_OF_CALL, {"call_sid": call_sid})


def find_contact_by_token(session: Session, token: str) -> Contact:
    """The contact that a callback names; raises NotFound."""
    contact = session.scalar(_CONTACT_OF_TOKEN, {"token": token})
    if contact is None:
        raise NotFound(what="contact", token=token)
    return contact


def list_live_legs(session: Session, contact_id: int) -> list[Leg]:
    """Legs of a contact that the carrier may still hold open."""
    return list(session.scalars(_LIVE_LEGS, {"contact_id": contact_id}))


def find_caller_leg(session: Session, contact_id: int, *, locked: bool = False) -> Leg | None:
    """The caller's live leg; `locked` for who changes it without the hotline's lock."""
    legs = _CALLER_LEG_LOCKED if locked else _CALLER_LEG
    return session.scalars(legs, {"contact_id": contact_id}).first()


def has_later_leg(leg: Leg, live: Iterable[Leg]) -> bool:
    """Whether the same agent is on the line for the same contact by a later call: then the end
    of this one, told late, ends nothing.  `live` are the contact's legs."""
    return any(other.agent_id == leg.agent_id and other.id > leg.id for other in live)


def list_offer_legs(session: Session, offer_id: int) -> list[Leg]:
    """All legs that were made for an offer, ended ones too."""
    return list(session.scalars(_OFFER_LEGS, {"offer_id": offer_id}))


def list_unheard_legs(session: Session, heard_before: datetime) -> list[Leg]:
    """Live legs of which nothing was heard or checked since `heard_before`."""
    heard_at = func.coalesce(Leg.checked_at, Leg.joined_at, Leg.answered_at, Leg.planned_at)
    legs = session.scalars(select(Leg).where(IS_ON_LINE, heard_at < heard_before))
    return sorted(legs, key=lambda leg: leg.id)


def find_agent_leg(session: Session, contact_id: int, agent_id: int | None) -> Leg | None:
    """The newest live leg of an agent in a contact."""
    legs = select(Leg).where(
        Leg.contact_id == contact_id,
        Leg.agent_id == agent_id,
        Leg.role != "supervisor",
        Leg.state != LegState.ENDED,
    )
    return session.scalars(legs.order_by(Leg.id.desc())).first()


def find_live_role(session: Session, contact_id: int, role: str) -> Leg | None:
    """The newest live leg of a role in a contact."""
    legs = select(Leg).where(
        Leg.contact_id == contact_id, Leg.role == role, Leg.state != LegState.ENDED
    )
    return session.scalars(legs.order_by(Leg.id.desc())).first()


def find_former_expert(session: Session, contact: Contact, seat: str) -> int | None:
    """Who of that kind of seat last advised the same person on the same matter (B15)."""
    earlier = (
        select(Participant.agent_id)
        .join(Contact, Contact.id == Participant.contact_id)
        .join(Agent, Agent.id == Participant.agent_id)
        .join(Ticket, Ticket.contact_id == Contact.id)
        .where(
            Contact.caller_id == contact.caller_id,
            Contact.id != contact.id,
            Participant.role.in_(_ADVISING),
            Agent.main_seat == seat,
        )
    )
    if contact.topic is not None:
        earlier = earlier.where(or_(Ticket.topic.is_(None), Ticket.topic == contact.topic))
    return session.scalars(earlier.order_by(Participant.id.desc())).first()
