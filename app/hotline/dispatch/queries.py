"""The rule as it is in force: what is stored, and what an emergency lays over it (B64); and whose
contact one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import SERVING_ROLES, Contact, Participant
from app.hotline.dispatch.models import Hotline, OfferSeat
from app.hotline.dispatch.rules import RETIRED, build_settings, read_rules
from app.kit.errors import NotFound
from routing.settings import SettingProblem, Settings, check_settings
from routing.topics import DEFAULT_TOPIC_SEATS

VULNERABLE_FIRST = {
    "group:minor": 300.0,
    "group:elderly": 300.0,
    "group:disabled": 300.0,
    "group:woman_in_danger": 600.0,
}


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """What the emergency mode does: the prompt that announces it, the head starts that count
    instead of the usual ones of the same code, and whether everybody on call is called in."""

    announcement: str = "emergency"
    head_starts: Mapping[str, float] = field(default_factory=lambda: dict(VULNERABLE_FIRST))
    calls_everyone: bool = True


def read_emergency(hours: Mapping[str, Any]) -> EmergencyPlan:
    """The plan that is stored with the hours, or the one that the product comes with."""
    return EmergencyPlan(**hours.get("emergency", {}))


def is_emergency(hotline: Hotline) -> bool:
    """Whether the emergency mode is on."""
    return bool(hotline.hours.get("is_emergency"))


def is_everyone_called(hotline: Hotline) -> bool:
    """Whether everybody on call is on duty now, whatever the rota says."""
    return is_emergency(hotline) and read_emergency(hotline.hours).calls_everyone


def read_stored_rules(hotline: Hotline) -> Settings:
    """The rule as it was saved, without what an emergency lays over it; raises BadSetting."""
    return read_rules(hotline.settings)


def check_values(values: Mapping[str, Any]) -> list[SettingProblem]:
    """Every value that the rule refuses, with its place; nothing is stored."""
    return check_settings(build_settings(values))


def is_retired(name: str) -> bool:
    """Whether it is a setting of a former version that means nothing any more."""
    return name in RETIRED


def read_present_rules(hotline: Hotline) -> Settings:
    """The engine's settings of this moment; raises BadSetting."""
    settings = read_rules(hotline.settings)
    if not is_emergency(hotline):
        return settings
    plan = read_emergency(hotline.hours)
    return replace(
        settings,
        head_starts={**settings.head_starts, **plan.head_starts},
        on_call_after_s=0.0 if plan.calls_everyone else settings.on_call_after_s,
    )


def read_topic_seats(hotline: Hotline) -> dict[str, str]:
    """Which topic wants which kind of seat, every standard code among them."""
    return {**DEFAULT_TOPIC_SEATS, **hotline.topic_seats}


def belongs_to(agent_id: int) -> ColumnElement[bool]:
    """Contacts that the agent has, took part in for the caller, or has just said yes to."""
    took_part = select_served(agent_id).where(Participant.contact_id == Contact.id)
    said_yes = select(OfferSeat.id).where(
        OfferSeat.offer_id == Contact.offer_id,
        OfferSeat.agent_id == agent_id,
        OfferSeat.has_accepted,
    )
    return or_(Contact.agent_id == agent_id, took_part.exists(), said_yes.exists())


def select_served(agent_id: int | BindParameter[int]) -> Select[int]:
    """Contacts in which the agent was there for the caller: of all time, so narrow them."""
    own = select(Participant.contact_id).where(Participant.agent_id == agent_id)
    return own.where(Participant.role.in_(SERVING_ROLES))


def require_contact(session: Session, contact_id: int, agent_id: int | None) -> None:
    """Raises NotFound unless there is that contact and, where one is named, it is the agent's."""
    seen = select(Contact.id).where(Contact.id == contact_id)
    if agent_id is not None:
        seen = seen.where(belongs_to(agent_id))
    if session.scalar(seen) is None:
        raise NotFound(what="contact", contact_id=contact_id)
