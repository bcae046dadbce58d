"""Use cases of an agent at the console. Each acts on the agent's own contacts only."""

from __future__ import annotations

from dataclasses import dataclass

from app.desks.console.facts import CONTACT_OPENED
from app.desks.console.queries import (
    find_led_contact,
    find_offered,
    find_own_contact,
    find_own_or_offered,
    has_taken,
)
from app.hotline.callbacks.people_actions import agree
from app.hotline.calls.line_actions import end_talk
from app.hotline.calls.talking.advice_actions import end_advice, find_adviser
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.words import LANGUAGES
from app.hotline.danger.actions import Source, hear_danger, withdraw_alarms
from app.hotline.dispatch.actions import (
    accept_chat,
    accept_offer,
    correct_language,
    end_contact,
    end_wrap_up,
)
from app.hotline.dispatch.router import RoutingWork
from app.hotline.tickets.actions import close_ticket
from app.hotline.tickets.words import TOPICS
from app.hotline.tickets.writing_actions import Draft, Writer, write_draft, write_notes
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TicketForm:
    """What the agent fills in before the ticket is closed; `seen` is the ticket's version that
    their page showed, `mark` names them beside what somebody else wrote meanwhile."""

    topic: str
    notes: str
    account_id: int | None = None
    seen: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TypedFields:
    """Fields of the ticket as typed so far; None where nothing was changed.

    `seen` is the ticket's version, `heard` the language, on which that was based.
    """

    seen: int
    notes: str | None = None
    topic: str | None = None
    language: str | None = None
    heard: str = ""


def take_offer(work: RoutingWork, agent_id: int, offer_id: int) -> int:
    """Accept; a written contact is answered at once, a call when both have joined (B57).

    Returns the contact, which the console shows from now on (B106).

    Whoever has it already gets it once: a second click changes nothing and is no error.
    """
    contact_id, channel = find_offered(work.uow.session, offer_id)
    if not has_taken(work.uow.session, agent_id, offer_id):
        (accept_offer if channel == "voice" else accept_chat)(work, offer_id, agent_id)
    return contact_id


def end_conversation(work: RoutingWork, agent_id: int, contact_id: int) -> None:
    """The agent says goodbye: the calls of both sides end.  An adviser only leaves."""
    contact = find_own_contact(work.uow.session, agent_id, contact_id)
    if find_adviser(contact) == agent_id:
        return end_advice(work, contact)
    contact = find_led_contact(work.uow.session, agent_id, contact_id)
    if contact.channel == "voice":
        return end_talk(work, contact)
    end_contact(work, contact)
    return None


def finish_contact(work: RoutingWork, agent_id: int, contact_id: int, form: TicketForm) -> None:
    """Keep the notes, close the ticket, and end the wrap-up that was for it."""
    contact = find_led_contact(work.uow.session, agent_id, contact_id)
    if form.topic not in TOPICS:
        raise BadInput(place="topic", reason="topic_missing")
    writer = Writer(form.account_id, contact.caller.person_key)
    write_notes(work.uow, contact_id, form.notes, writer, seen=form.seen, mark=form.mark)
    hear_danger(work, contact, form.notes, Source.NOTE)
    close_ticket(work.uow, contact_id, agent_id, form.topic)
    if contact.state == ContactStage.WRAPPING_UP:
        end_wrap_up(work, agent_id, contact_id)
    work.uow.topics.update({f"agent:{agent_id}", f"contact:{contact_id}"})


def keep_fields(
    work: RoutingWork, agent_id: int, account_id: int, contact_id: int, typed: TypedFields
) -> list[str]:
    """Keep what was typed as it stands; returns the fields that somebody else has changed since,
    which are not kept.  Danger in the notes counts, untold.  Raises BadInput."""
    contact = find_own_contact(work.uow.session, agent_id, contact_id)
    if typed.topic and typed.topic not in TOPICS:
        raise BadInput(place="topic", reason="bad_input")
    draft = Draft(typed.seen, typed.notes, typed.topic)
    writer = Writer(account_id, contact.caller.person_key)
    clashes = write_draft(work.uow, contact_id, draft, writer)
    if typed.notes:
        hear_danger(work, contact, typed.notes, Source.NOTE)
    return clashes + _keep_language(work, agent_id, contact, typed)


def _keep_language(
    work: RoutingWork, agent_id: int, contact: Contact, typed: TypedFields
) -> list[str]:
    present = contact.language or ""
    if not typed.language or typed.language == present:
        return []
    if typed.heard != present:
        return ["language"]
    hear_language(work, agent_id, contact.id, typed.language)
    work.uow.topics.add(f"ticket:{contact.id}")
    return []


def take_alarm_back(work: RoutingWork, agent_id: int, contact_id: int) -> None:
    """The alarm was false; whoever it was offered to or has it may say so.  Raises NotFound."""
    contact = find_own_or_offered(work.uow.session, agent_id, contact_id)
    withdraw_alarms(work, contact, agent_id)
    work.uow.topics.add(f"agent:{agent_id}")


def hear_language(work: RoutingWork, agent_id: int, contact_id: int, language: str) -> None:
    """The agent hears which language it is; raises BadInput."""
    contact: Contact = find_own_contact(work.uow.session, agent_id, contact_id)
    if language not in LANGUAGES or not language:
        raise BadInput(place="language", reason="bad_input")
    correct_language(work, contact, language)
    work.uow.topics.update({f"agent:{agent_id}", f"contact:{contact_id}"})


def book_appointment(
    uow: UnitOfWork, agent_id: int, contact_id: int, local: str, topic: str = ""
) -> None:
    """No expert is free: the caller is called at a time of their own; raises BadInput."""
    find_own_contact(uow.session, agent_id, contact_id)
    agree(uow, contact_id, local, topic)
    uow.topics.update({f"agent:{agent_id}", f"contact:{contact_id}"})


def note_look(uow: UnitOfWork, account_id: int, agent_id: int, contact_id: int) -> None:
    """Record who opened a contact's card with its history (law 9); raises NotFound."""
    find_own_contact(uow.session, agent_id, contact_id)
    uow.record(CONTACT_OPENED, contact_id=contact_id, agent_id=agent_id, account_id=account_id)
