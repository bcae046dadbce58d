"""Every SELECT of the figures: the event log, who waits, who answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desks.reports import facts, satisfaction
from app.desks.reports.facts import LoggedEvent
from app.desks.reports.views import AgentTile, WaitingLine
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault


def list_events(session: Session, since_at: datetime) -> list[LoggedEvent]:
    """The events that figures over `since_at` until now rest on, oldest first.

    A contact that arrived before and was asked for after is whole: the fold takes the first
    event it sees for the arrival.
    """
    rows = session.execute(
        select(Event.at, Event.kind, Event.contact_id, Event.data)
        .where(
            Event.kind.in_({*facts.KINDS, *satisfaction.KINDS}),
            Event.at >= since_at,
            Event.contact_id.is_not(None),
        )
        .order_by(Event.id)
    )
    return [LoggedEvent(at, kind, contact_id, data) for at, kind, contact_id, data in rows]


def find_last_event(session: Session) -> int:
    """The number of the newest event, 0 when there is none."""
    return session.scalar(select(func.max(Event.id))) or 0


def list_waiting(session: Session) -> list[WaitingLine]:
    """Everybody who waits on the line or in a chat now, longest first; call-backs apart."""
    contacts = session.scalars(
        select(Contact)
        .where(
            IS_LIVE,
            Contact.state.in_((ContactStage.WAITING, ContactStage.OFFERED)),
            Contact.booked_at.is_(None),
        )
        .order_by(Contact.asked_at, Contact.id)
    )
    return [
        WaitingLine(
            contact_id=contact.id,
            channel=contact.channel,
            language=contact.language,
            seat=contact.seat,
            state=contact.state,
            asked_at=contact.asked_at or contact.arrived_at,
        )
        for contact in contacts
    ]


def list_agents(session: Session, vault: Vault) -> list[AgentTile]:
    """Everybody on the roster who may be given work, in its order."""
    agents = session.scalars(
        select(Agent).where(Agent.is_enabled).order_by(Agent.position, Agent.id)
    )
    return [
        AgentTile(
            agent_id=agent.id,
            name=vault.open(agent.name_sealed),
            languages=tuple(agent.languages),
            seat=agent.main_seat,
            state=agent.state,
            reason=agent.reason,
            since_at=agent.state_since,
            is_on_call=agent.on_call,
        )
        for agent in agents
    ]
