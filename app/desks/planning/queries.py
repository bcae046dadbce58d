"""Every SELECT of the planner: what the event log says of calls and presence, and who is there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hotline.agents.queries import list_enabled
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.facts import AGENT_MOVED, CONTACT_ASKED
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.queries import read_stored_rules
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault
from routing.planning.own_log import CALL_KINDS, CallEvent
from routing.planning.own_people import PresenceMove, RosterPerson
from routing.settings import Settings


def list_call_events(
    session: Session, since_at: datetime, until_at: datetime, *, training: bool
) -> list[CallEvent]:
    """What happened to telephone calls that asked in the window, oldest first.

    Practice calls are left out, unless this whole installation is for practice.
    """
    rows = session.execute(
        select(Event.at, Event.kind, Event.contact_id, Contact.caller_id, Event.data)
        .join(Contact, Contact.id == Event.contact_id)
        .where(
            Event.kind.in_(CALL_KINDS),
            Event.at >= since_at,
            Event.at < until_at,
            Contact.channel == "voice",
            Contact.training.in_((False, training)),
        )
        .order_by(Event.id)
    )
    return [CallEvent(*row) for row in rows]


def find_first_ask(session: Session) -> datetime | None:
    """The instant of the oldest ask in the log."""
    first: datetime | None = session.scalar(
        select(func.min(Event.at)).where(Event.kind == CONTACT_ASKED.name)
    )
    return first


def list_people(session: Session, vault: Vault) -> list[RosterPerson]:
    """Everybody on the roster who may be given work, in its order."""
    return [
        RosterPerson(
            agent_id=agent.id,
            name=vault.open(agent.name_sealed),
            languages=tuple(agent.languages),
            varieties=tuple(agent.varieties),
            main_seat=agent.main_seat,
            second_seats=tuple(agent.second_seats),
            is_on_call=agent.on_call,
        )
        for agent in list_enabled(session)
    ]


def list_moves(session: Session, since_at: datetime, until_at: datetime) -> list[PresenceMove]:
    """Every change of an agent's state in the window, oldest first."""
    rows = session.execute(
        select(Event.at, Event.agent_id, Event.data)
        .where(Event.kind == AGENT_MOVED.name, Event.at >= since_at, Event.at < until_at)
        .order_by(Event.id)
    )
    return [PresenceMove(at, agent_id, data["state"]) for at, agent_id, data in rows if agent_id]


def find_rules(session: Session) -> Settings:
    """The rule as the line keeps it, without an emergency's; the default before its first start."""
    hotline = session.scalar(select(Hotline))
    return Settings() if hotline is None else read_stored_rules(hotline)
