"""What the list of conflicts asks: who may not serve whom, why, since when, by whom noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.line.offer_queries import name_agents
from app.hotline.accounts.queries import list_names
from app.hotline.agents.models import Agent
from app.hotline.contacts.facts import CONFLICT_LIFTED
from app.hotline.contacts.models import Caller, Conflict, Contact
from app.hotline.contacts.queries import read_sealed
from app.hotline.tickets.models import Ticket
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault
from app.kit.web.masking import mask_number

LONGEST_LIST = 500
LIFTED_LENGTH = 20


@dataclass(frozen=True, slots=True)
class NotedConflict:
    """One conflict that holds; the person's number is masked (law 9), `contact_id` and
    `ticket_id` are None where it was noted outside a contact."""

    conflict_id: int
    agent_name: str
    seat: str
    masked_number: str
    reason: str
    noted_at: datetime
    noted_by: str
    contact_id: int | None
    ticket_id: int | None


@dataclass(frozen=True, slots=True)
class LiftedConflict:
    """One that holds no longer, as the log tells it."""

    lifted_at: datetime
    agent_name: str
    reason: str
    lifted_by: str
    contact_id: int | None


def list_conflicts(
    session: Session, vault: Vault, agent_id: int | None = None
) -> list[NotedConflict]:
    """The conflicts that hold, of everybody or of one agent, the newest first."""
    wanted = (
        select(Conflict, Caller, Agent, Ticket.id)
        .join(Caller, Caller.id == Conflict.caller_id)
        .join(Agent, Agent.id == Conflict.agent_id)
        .outerjoin(Ticket, Ticket.contact_id == Conflict.contact_id)
        .order_by(Conflict.id.desc())
        .limit(LONGEST_LIST)
    )
    if agent_id is not None:
        wanted = wanted.where(Conflict.agent_id == agent_id)
    names = name_agents(session, vault)
    return [
        NotedConflict(
            conflict_id=conflict.id,
            agent_name=names[agent.id],
            seat=agent.main_seat,
            masked_number=mask_number(read_sealed(vault, caller.number_sealed, caller)),
            reason=conflict.reason,
            noted_at=conflict.noted_at,
            noted_by=names.get(conflict.noted_by or 0, ""),
            contact_id=conflict.contact_id,
            ticket_id=ticket_id,
        )
        for conflict, caller, agent, ticket_id in session.execute(wanted)
    ]


def list_conflicted(session: Session, vault: Vault) -> list[tuple[int, str]]:
    """Everybody of whom a conflict is noted, in the roster's order: id and name."""
    agents = session.scalars(
        select(Agent)
        .where(Agent.id.in_(select(Conflict.agent_id)))
        .order_by(Agent.position, Agent.id)
    )
    return [(agent.id, vault.open(agent.name_sealed)) for agent in agents]


def list_lifted(session: Session, vault: Vault) -> list[LiftedConflict]:
    """The conflicts that were lifted last."""
    events = session.scalars(
        select(Event)
        .where(Event.kind == CONFLICT_LIFTED.name)
        .order_by(Event.id.desc())
        .limit(LIFTED_LENGTH)
    ).all()
    names = name_agents(session, vault)
    accounts = list_names(session, vault, [each.data.get("account_id") for each in events])
    return [
        LiftedConflict(
            lifted_at=event.at,
            agent_name=names.get(event.agent_id or 0, ""),
            reason=event.data.get("reason") or "",
            lifted_by=accounts.get(event.data.get("account_id"))
            or names.get(event.data.get("lifted_by") or 0, ""),
            contact_id=event.contact_id,
        )
        for event in events
    ]


def list_open_contacts(session: Session, caller_id: int) -> list[Contact]:
    """The person's contacts that are not over."""
    contacts = select(Contact).where(Contact.caller_id == caller_id, Contact.closed_at.is_(None))
    return list(session.scalars(contacts.order_by(Contact.id)))
