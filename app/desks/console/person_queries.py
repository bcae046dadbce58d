"""What an agent may note about the person: groups, safe contact, conflicts of interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.hotline.agents.models import Agent
from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Contact
from app.hotline.contacts.queries import list_barred
from app.hotline.contacts.safety import is_guarded
from app.kit.storage.vault import Vault
from app.kit.web.divisions import list_divisions


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


def read_person(session: Session, vault: Vault, contact: Contact) -> PersonView:
    """What is noted about the person of a contact that its reader may see."""
    barred_ids = list_barred(session, contact.caller_id)
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
        barred=_list_people(session, vault, Agent.id.in_(barred_ids)) if barred_ids else (),
    )


def describe_person(session: Session, vault: Vault, contact: Contact) -> dict[str, Any]:
    """The card of the person, as its template shows it."""
    return {
        "person": read_person(session, vault, contact),
        "groups": list(Group),
        "counties": list(list_divisions()),
        "sentence": "",
        "is_saved": False,
    }


def list_others(session: Session, vault: Vault, contact: Contact) -> tuple[Colleague, ...]:
    """Who is not barred from serving the person, but might be."""
    barred_ids = list_barred(session, contact.caller_id)
    return _list_people(session, vault, Agent.is_enabled & Agent.id.not_in(barred_ids))


def _list_people(session: Session, vault: Vault, who: ColumnElement[bool]) -> tuple[Colleague, ...]:
    people = select(Agent.id, Agent.name_sealed, Agent.main_seat).where(who)
    return tuple(
        Colleague(each.id, vault.open(each.name_sealed), each.main_seat)
        for each in session.execute(people.order_by(Agent.position, Agent.id))
    )
