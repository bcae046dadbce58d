"""Use cases of callers and contacts that need no routing: arriving, being recognised."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.hotline.contacts.facts import (
    CONTACT_ARRIVED,
    CONTACT_DESCRIBED,
    GROUPS_MARKED,
    LANGUAGE_SET,
    LANGUAGE_UNSERVED,
)
from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Caller, Contact, ContactStage
from app.hotline.contacts.numbers import list_spellings
from app.hotline.contacts.queries import find_last_contact
from app.hotline.contacts.safety import keep_wishes
from app.hotline.tickets.actions import open_ticket
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork

_CALLER_OF_INDEX = select(Caller).where(Caller.number_index == bindparam("index"))
_CALLERS_OF_INDEXES = (
    select(Caller)
    .where(
        Caller.number_index.in_(bindparam("indexes", expanding=True)),
        Caller.person_key.is_not(None),
    )
    .order_by(Caller.id.desc())
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of somebody who reaches us.  `number` is empty when it was withheld."""

    channel: str
    number: str = ""
    language: str | None = None
    training: bool = False
    direction: str = "inbound"


def arrive(uow: UnitOfWork, arrival: Arrival, caller: Caller | None = None) -> Contact:
    """Register a contact with its ticket; from here on it can only end in one outcome."""
    caller = caller or recognise_caller(uow, arrival.number)
    contact = Contact(
        token=uow.make_token(),
        channel=arrival.channel,
        caller=caller,
        language=arrival.language,
        arrived_at=uow.now,
        training=arrival.training,
        direction=arrival.direction,
        state=ContactStage.ARRIVED,
        seat="general",
        routing={},
    )
    last = find_last_contact(uow.session, caller.id) if caller.id is not None else None
    if last is not None:
        keep_wishes(last, contact)
    uow.session.add(contact)
    uow.session.flush()
    described: dict[str, Any] = {"training": True} if arrival.training else {}
    described |= {"county": caller.county} if caller.county else {}
    uow.record(
        CONTACT_ARRIVED,
        contact_id=contact.id,
        channel=arrival.channel,
        direction=arrival.direction,
        **described,
    )
    open_ticket(uow, contact.id)
    uow.topics.add("queue")
    return contact


def set_language(uow: UnitOfWork, contact: Contact, language: str, source: str) -> None:
    """Note the contact's language; the first value is kept beside it for ever."""
    contact.language = language
    contact.language_first = contact.language_first or language
    contact.language_source = source
    contact.caller.last_language = language
    uow.record(LANGUAGE_SET, contact_id=contact.id, language=language, source=source)


def recognise_caller(uow: UnitOfWork, number: str) -> Caller:
    """The caller of a number, or a new one that is not yet in the session."""
    if number:
        known = _find_by_number(uow, number) or _adopt_older_spelling(uow, number)
        if known and known.person_key:
            return known
        if known:  # erased: whoever has the number now is somebody new
            known.number_index = None
            uow.session.flush()
    person_key = uow.vault.make_person_key()
    return Caller(
        person_key=person_key,
        number_sealed=uow.vault.seal(number, person_key) if number else None,
        number_index=uow.vault.index(number) if number else None,
        created_at=uow.now,
    )


def _find_by_number(uow: UnitOfWork, number: str) -> Caller | None:
    return uow.session.scalar(_CALLER_OF_INDEX, {"index": uow.vault.index(number)})


def _adopt_older_spelling(uow: UnitOfWork, number: str) -> Caller | None:
    """The person who was kept under another spelling of the number, under the present one from
    now on; of several the newest, with every wish not to be texted."""
    indexes = [uow.vault.index(each) for each in list_spellings(number)[1:]]
    known = uow.session.scalars(_CALLERS_OF_INDEXES, {"indexes": indexes}).all()
    if not known:
        return None
    newest = known[0]
    newest.number_index = uow.vault.index(number)
    newest.number_sealed = uow.vault.seal(number, newest.person_key)
    refusals = [each.texts_refused_at for each in known if each.texts_refused_at]
    newest.texts_refused_at = max(refusals, default=None)
    for other in known[1:]:
        other.number_index = None
    uow.session.flush()
    return newest


def note_county(uow: UnitOfWork, contact: Contact, county: str | None) -> None:
    """Note from where the person calls: in their record, and in the log of this contact."""
    if county != contact.caller.county:
        contact.caller.county = county
        uow.record(CONTACT_DESCRIBED, contact_id=contact.id, county=county)


def mark_groups(uow: UnitOfWork, contact: Contact, groups: Collection[str]) -> None:
    """Note in the person's record which priority groups they belong to; raises BadInput."""
    unknown = sorted(set(groups) - set(Group))
    if unknown:
        raise BadInput(place="groups", reason="bad_input", value=unknown[0])
    marked = [group.value for group in Group if group in groups]
    if marked != contact.caller.priority_groups:
        contact.caller.priority_groups = marked
        uow.record(GROUPS_MARKED, contact_id=contact.id, groups=marked)


def note_language_unserved(uow: UnitOfWork, contact: Contact, offered: Collection[str]) -> None:
    """Nobody who speaks the person's language serves them; recorded once, with what they were
    offered instead: `callback`, `interpreter` (B18)."""
    if contact.language_unserved_at is not None:
        return
    contact.language_unserved_at = uow.now
    uow.record(
        LANGUAGE_UNSERVED,
        contact_id=contact.id,
        language=contact.language,
        seat=contact.seat,
        waited_s=round((uow.now - (contact.asked_at or uow.now)).total_seconds()),
        offered=sorted(offered),
    )
