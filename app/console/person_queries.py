"""What an agent may note about the person: groups, safe contact, conflicts of interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agents.models import Agent
from app.console.queries import find_own_contact
from app.contacts.queries import list_barred
from app.contacts.safety import is_guarded
from app.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody on the roster."""

    agent_id: int
    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """The person as noted; `is_guarded`: nothing goes out by itself without their consent."""

    contact_id: int
    county: str
    groups: tuple[str, ...]
    is_danger: bool
    may_call: bool
    may_text: bool
    may_leave_word: bool
    neutral_words: bool
    has_consented: bool
    safe_from: time | None
    safe_until: time | None
    is_guarded: bool
    barred: tuple[Colleague, ...]
    others: tuple[Colleague, ...]


def read_person(session: Session, vault: Vault, agent_id: int, contact_id: int) -> PersonView:
    """What is noted about the person of one's own contact; raises NotFound."""
    contact = find_own_contact(session, agent_id, contact_id)
    barred_ids = set(list_barred(session, contact.caller_id))
    agents = session.execute(
        select(Agent.id, Agent.name_sealed, Agent.main_seat, Agent.is_enabled).order_by(
            Agent.position, Agent.id
        )
    )
    people = [
        Colleague(each.id, vault.open(each.name_sealed), each.main_seat)
        for each in agents
        if each.is_enabled or each.id in barred_ids
    ]
    return PersonView(
        contact_id=contact.id,
        county=contact.caller.county or "",
        groups=tuple(contact.caller.priority_groups or ()),
        is_danger=contact.danger,
        may_call=contact.may_call,
        may_text=contact.may_text,
        may_leave_word=contact.may_leave_word,
        neutral_words=contact.neutral_words,
        has_consented=contact.has_consented,
        safe_from=contact.safe_from,
        safe_until=contact.safe_until,
        is_guarded=is_guarded(contact),
        barred=tuple(each for each in people if each.agent_id in barred_ids),
        others=tuple(each for each in people if each.agent_id not in barred_ids),
    )
