"""Use cases of what an agent notes about the person in front of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from app.desks.console.facts import SAFE_CONTACT_SET
from app.desks.console.queries import find_own_contact
from app.hotline.contacts.actions import mark_groups, note_county
from app.hotline.contacts.conflict_actions import lift_conflict, note_conflict
from app.hotline.contacts.models import Contact
from app.hotline.danger.actions import withdraw_alarms
from app.hotline.dispatch.actions import bar_agents, find_agent, mark_urgency
from app.hotline.dispatch.router import RoutingWork
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What the person consented to, in their own words: ways, hours (local), neutral words."""

    may_call: bool
    may_text: bool
    may_leave_word: bool
    neutral_words: bool
    has_consented: bool
    safe_from: str = ""
    safe_until: str = ""


def mark_person(
    work: RoutingWork,
    agent_id: int,
    contact_id: int,
    groups: Collection[str],
    *,
    is_danger: bool,
    county: str,
) -> None:
    """The groups and the county go into the record, danger belongs to this contact; whoever
    waits or is passed on is placed by it from now on (B02)."""
    contact = find_own_contact(work.uow.session, agent_id, contact_id)
    note_county(work.uow, contact, county or None)
    mark_groups(work.uow, contact, groups)
    if contact.danger and not is_danger:
        withdraw_alarms(work, contact, agent_id)
    mark_urgency(work, contact, is_danger=is_danger)
    work.uow.topics.add(f"contact:{contact_id}")


def keep_safe_contact(uow: UnitOfWork, agent_id: int, contact_id: int, safe: SafeContact) -> None:
    """What we may do by ourselves for this contact from now on (B58); raises BadInput."""
    contact = find_own_contact(uow.session, agent_id, contact_id)
    contact.safe_from, contact.safe_until = _read_hours(safe)
    contact.may_call, contact.may_text = safe.may_call, safe.may_text
    contact.may_leave_word, contact.neutral_words = safe.may_leave_word, safe.neutral_words
    contact.has_consented = safe.has_consented
    uow.record(
        SAFE_CONTACT_SET,
        contact_id=contact_id,
        agent_id=agent_id,
        call=safe.may_call,
        text=safe.may_text,
        word=safe.may_leave_word,
        consented=safe.has_consented,
    )
    uow.topics.add(f"contact:{contact_id}")


def note_own_conflict(
    work: RoutingWork, agent_id: int, contact_id: int, barred_id: int, reason: str
) -> None:
    """A colleague must not serve this person; counts in this talk too.  Raises BadInput."""
    contact: Contact = find_own_contact(work.uow.session, agent_id, contact_id)
    find_agent(work.uow, barred_id)
    note_conflict(work.uow, contact, barred_id, reason, noted_by=agent_id)
    bar_agents(work, contact)


def lift_own_conflict(
    work: RoutingWork, agent_id: int, contact_id: int, barred_id: int, reason: str
) -> None:
    """The colleague may serve this person after all.  Raises BadInput."""
    contact: Contact = find_own_contact(work.uow.session, agent_id, contact_id)
    lift_conflict(work.uow, contact.caller_id, barred_id, reason, lifted_by=agent_id)
    bar_agents(work, contact)


def _read_hours(safe: SafeContact) -> tuple[time | None, time | None]:
    if not safe.safe_from and not safe.safe_until:
        return None, None
    try:
        hours = time.fromisoformat(safe.safe_from), time.fromisoformat(safe.safe_until)
    except ValueError as error:
        raise BadInput(place="safe_from", reason="bad_safe_hours") from error
    if hours[0] == hours[1]:
        raise BadInput(place="safe_from", reason="bad_safe_hours")
    return hours
