"""Every SELECT about a telephone talk under way, for the agent who is in it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.desks.console.talk_views import FreeColleague, LiveTalk, TalkView
from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import list_agreed
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_agent_leg, find_caller_leg, find_live_role
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.models import Offer
from app.kit.errors import NotFound
from app.kit.storage.vault import Vault
from routing.model import AgentState, Role


def read_talk(session: Session, agent_id: int, contact_id: int) -> TalkView | None:
    """The talk of a telephone contact; None for a written one."""
    contact = session.get_one(Contact, contact_id)
    if contact.channel != "voice":
        return None
    leads = contact.agent_id == agent_id
    if contact.state == ContactStage.WRAPPING_UP:
        return TalkView(
            leads=leads,
            may_call_again=leads and contact.passed_to is None,
            agreed=list_agreed(session, contact_id) if leads else (),
        )
    if contact.state != ContactStage.CONNECTED:
        return TalkView()
    caller = find_caller_leg(session, contact_id)
    own = find_agent_leg(session, contact_id, agent_id)
    outside = find_live_role(session, contact_id, "outside")
    return TalkView(
        leads=leads,
        is_in=leads or read_kept(contact).adviser == agent_id,
        is_held=caller is not None and caller.is_held,
        is_muted=own is not None and own.is_muted,
        advice=_read_advice(session, contact),
        outside=(outside.target or "") if outside is not None else "",
        outside_answered=outside is not None and outside.state == LegState.JOINED,
        seats=_list_free_seats(session, agent_id) if leads else (),
        agreed=list_agreed(session, contact_id) if leads else (),
    )


def _read_advice(session: Session, contact: Contact) -> str:
    if read_kept(contact).adviser is not None:
        return "talking"
    offer = session.get(Offer, contact.offer_id) if contact.offer_id is not None else None
    is_asked = offer is not None and any(seat.role == Role.ADVISER for seat in offer.seats)
    return "ringing" if is_asked else ""


def list_colleagues(session: Session, vault: Vault, agent_id: int) -> tuple[FreeColleague, ...]:
    """Who is free for a call now, by kind of seat."""
    free = select(Agent.id, Agent.name_sealed, Agent.main_seat).where(_is_free(agent_id))
    rows = session.execute(free.order_by(Agent.main_seat, Agent.position, Agent.id))
    return tuple(FreeColleague(row.id, vault.open(row.name_sealed), row.main_seat) for row in rows)


def _list_free_seats(session: Session, agent_id: int) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Agent.main_seat).where(_is_free(agent_id)).distinct().order_by(Agent.main_seat)
        )
    )


def _is_free(agent_id: int) -> ColumnElement[bool]:
    return and_(
        Agent.state == AgentState.READY,
        Agent.id != agent_id,
        Agent.is_enabled,
        Agent.voice_capacity > 0,
    )


def find_talk(session: Session, contact_id: int) -> Contact:
    """A contact by its number; raises NotFound."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound(what="contact", contact_id=contact_id)
    return contact


def list_talks(session: Session, vault: Vault, supervisor_id: int | None) -> list[LiveTalk]:
    """Every telephone talk under way, the longest first."""
    rows = session.execute(
        select(Contact, Agent)
        .join(Agent, Agent.id == Contact.agent_id)
        .where(IS_LIVE, Contact.state == ContactStage.CONNECTED, Contact.channel == "voice")
        .order_by(Contact.answered_at, Contact.id)
    )
    return [
        LiveTalk(
            contact.id,
            vault.open(agent.name_sealed),
            contact.language,
            contact.answered_at,
            _read_presence(session, contact.id, supervisor_id),
        )
        for contact, agent in rows
    ]


def _read_presence(session: Session, contact_id: int, supervisor_id: int | None) -> str:
    leg = session.scalars(
        select(Leg).where(
            Leg.contact_id == contact_id,
            Leg.agent_id == supervisor_id,
            Leg.role == "supervisor",
            Leg.state != LegState.ENDED,
        )
    ).first()
    if leg is None:
        return ""
    if leg.is_muted:
        return "listen"
    return "coach" if leg.coached_leg_id is not None else "barge"
