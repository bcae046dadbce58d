"""Every SELECT about a telephone talk under way, for the agent who is in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agents.models import Agent
from app.calls.lifecycle import LegState
from app.calls.queries import find_agent_leg, find_caller_leg, find_live_role
from app.console.talk_views import Colleague, TalkView
from app.contacts.models import Contact, ContactStage
from app.dispatch.models import Offer
from app.storage.vault import Vault
from routing.model import AgentState, Role


def read_talk(session: Session, vault: Vault, agent_id: int, contact_id: int) -> TalkView | None:
    """The talk of a telephone contact; None for a written one."""
    contact = session.get_one(Contact, contact_id)
    if contact.channel != "voice":
        return None
    leads = contact.agent_id == agent_id
    if contact.state == ContactStage.WRAPPING_UP:
        return TalkView(leads=leads, may_call_again=leads and contact.passed_to is None)
    if contact.state != ContactStage.CONNECTED:
        return TalkView()
    caller = find_caller_leg(session, contact_id)
    own = find_agent_leg(session, contact_id, agent_id)
    outside = find_live_role(session, contact_id, "outside")
    colleagues = _list_colleagues(session, vault, agent_id) if leads else ()
    return TalkView(
        leads=leads,
        is_held=caller is not None and caller.is_held,
        is_muted=own is not None and own.is_muted,
        advice=_read_advice(session, contact),
        outside=(outside.target or "") if outside is not None else "",
        outside_answered=outside is not None and outside.state == LegState.JOINED,
        colleagues=colleagues,
        seats=tuple(sorted({each.seat for each in colleagues})),
    )


def _read_advice(session: Session, contact: Contact) -> str:
    if contact.routing.get("adviser") is not None:
        return "talking"
    offer = session.get(Offer, contact.offer_id) if contact.offer_id is not None else None
    is_asked = offer is not None and any(seat.role == Role.ADVISER for seat in offer.seats)
    return "ringing" if is_asked else ""


def _list_colleagues(session: Session, vault: Vault, agent_id: int) -> tuple[Colleague, ...]:
    """Who is free for a call now, by kind of seat."""
    ready = select(Agent).where(
        Agent.state == AgentState.READY,
        Agent.id != agent_id,
        Agent.is_enabled,
        Agent.voice_capacity > 0,
    )
    rows = session.scalars(ready.order_by(Agent.main_seat, Agent.position, Agent.id))
    return tuple(Colleague(row.id, vault.open(row.name_sealed), row.main_seat) for row in rows)
