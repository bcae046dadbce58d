"""Every SELECT of the figures: the event log, who waits, who answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desks.reports.facts import KINDS, LoggedEvent
from app.desks.reports.models import CURSOR, LogCursor
from app.desks.reports.views import AgentTile, WaitingLine
from app.hotline.agents.queries import list_enabled
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault


def read_cursor(session: Session) -> LogCursor:
    """How far the facts have been followed; at the log's beginning where nobody has begun."""
    found = session.scalars(select(LogCursor).where(LogCursor.name == CURSOR)).one_or_none()
    return found or LogCursor(name=CURSOR, position=0, version="", changes=0)


def list_logged(
    session: Session, after: int, up_to: int | None = None, contact_ids: Sequence[int] = ()
) -> list[LoggedEvent]:
    """Entries that records rest on, after one and up to another, in their order; of these
    contacts alone where any are named."""
    asked = select(Event.at, Event.kind, Event.contact_id, Event.data, Event.id)
    # by their numbers: the index of kinds would lead through all that there ever were of a kind
    asked = asked.where(Event.id > after, func.coalesce(Event.kind, "").in_(KINDS))
    asked = asked.where(Event.contact_id.is_not(None))
    if up_to is not None:
        asked = asked.where(Event.id <= up_to)
    if contact_ids:
        asked = asked.where(Event.contact_id.in_(contact_ids))
    rows = session.execute(asked.order_by(Event.id))
    return [LoggedEvent(*row) for row in rows]


def find_first_event(session: Session, since_at: datetime) -> int:
    """About the lowest number of the entries made since; past the newest when there is none."""
    found = select(Event.id).where(Event.at >= since_at).order_by(Event.at, Event.id).limit(1)
    return session.scalar(found) or find_last_event(session) + 1


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
        for agent in list_enabled(session)
    ]
