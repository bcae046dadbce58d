"""Every SELECT behind what a waiting caller is told: who could serve them, how long talks take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import AgentState

RECENT = timedelta(hours=3)
TALKS_AT_MOST = 20
_ON_DUTY = (
    AgentState.READY,
    AgentState.OFFERED,
    AgentState.ENGAGED,
    AgentState.WRAPPING_UP,
)


_LIST_ON_DUTY = (
    select(Agent.state, Agent.languages, Agent.main_seat, Agent.second_seats, Agent.on_call)
    .where(Agent.state.in_(_ON_DUTY), Agent.is_enabled)
    .order_by(Agent.position, Agent.id)
)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """What somebody on duty could serve."""

    state: str
    languages: list[str]
    main_seat: str
    second_seats: list[str]
    on_call: bool


def list_able_agents(session: Session, contact: Contact) -> list[OnDuty]:
    """Who is on duty, speaks the caller's language and holds the kind of work."""
    language = contact.language
    holders = _list_holders(session, contact)
    return [agent for agent in holders if language is None or language in agent.languages]


def is_mismatch(session: Session, contact: Contact) -> bool:
    """Whether the kind of work is held on duty, and only the caller's language is lacking."""
    holders = _list_holders(session, contact)
    return bool(holders) and not any(contact.language in agent.languages for agent in holders)


def find_seat_on_call(session: Session, language: str | None) -> str | None:
    """The kind of work of somebody on call who speaks the language: general before others."""
    seats = [
        seat
        for agent in _list_on_duty(session)
        if agent.on_call and (language is None or language in agent.languages)
        for seat in (agent.main_seat, *agent.second_seats)
    ]
    return "general" if "general" in seats else next(iter(seats), None)


def _list_holders(session: Session, contact: Contact) -> list[OnDuty]:
    return [
        agent
        for agent in _list_on_duty(session)
        if contact.seat in (agent.main_seat, *agent.second_seats)
    ]


def _list_on_duty(session: Session) -> list[OnDuty]:
    return [OnDuty(*each) for each in session.execute(_LIST_ON_DUTY)]


def list_handling_s(uow: UnitOfWork, language: str | None) -> list[float]:
    """Seconds from the answer to the end of the after-call work of the latest calls."""
    calls = (
        select(Contact.answered_at, Contact.closed_at)
        .where(
            Contact.channel == "voice",
            Contact.answered_at.is_not(None),
            Contact.closed_at > uow.now - RECENT,
        )
        .order_by(Contact.closed_at.desc())
        .limit(TALKS_AT_MOST)
    )
    if language is not None:
        calls = calls.where(Contact.language == language)
    rows = uow.session.execute(calls)
    return [(closed - begun).total_seconds() for begun, closed in rows if begun and closed]
