"""Use cases of an agent at the console. Each acts on the agent's own contacts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from app.calls.advice_actions import end_advice, find_adviser
from app.calls.line_actions import end_talk
from app.console.queries import (
    find_led_contact,
    find_offer_channel,
    find_own_contact,
    find_own_or_offered,
)
from app.contacts.models import Contact, ContactStage
from app.danger.actions import Source, hear_danger, withdraw_alarms
from app.dispatch.actions import (
    accept_chat,
    accept_offer,
    correct_language,
    end_contact,
    end_wrap_up,
)
from app.dispatch.desk import RoutingWork
from app.errors import BadInput
from app.storage.unit_of_work import UnitOfWork
from app.tickets.actions import LOCAL, agree_on_callback, close_ticket, write_notes
from app.web.forms import read_local
from app.web.words import LANGUAGES, TOPICS


@dataclass(frozen=True, slots=True)
class TicketForm:
    """What the agent fills in before the ticket is closed."""

    topic: str
    notes: str


def take_offer(work: RoutingWork, agent_id: int, offer_id: int) -> None:
    """Accept; a written contact is answered at once, a call when both have joined (B57)."""
    if find_offer_channel(work.uow.session, offer_id) == "voice":
        accept_offer(work, offer_id, agent_id)
    else:
        accept_chat(work, offer_id, agent_id)


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
    write_notes(work.uow, contact_id, form.notes, contact.caller.person_key)
    hear_danger(work, contact, form.notes, Source.NOTE)
    close_ticket(work.uow, contact_id, agent_id, form.topic)
    if contact.state == ContactStage.WRAPPING_UP:
        end_wrap_up(work, agent_id, contact_id)
    work.uow.topics.update({f"agent:{agent_id}", f"contact:{contact_id}"})


def keep_notes(work: RoutingWork, agent_id: int, contact_id: int, notes: str) -> None:
    """Keep the notes as they stand while the agent types; danger in them counts, untold."""
    contact = find_own_contact(work.uow.session, agent_id, contact_id)
    write_notes(work.uow, contact_id, notes, contact.caller.person_key)
    hear_danger(work, contact, notes, Source.NOTE)


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


def book_appointment(uow: UnitOfWork, agent_id: int, contact_id: int, local: str) -> None:
    """No expert is free: the caller is called at a time of their own; raises BadInput.

    `local` is a time in Asia/Shanghai, "2026-11-24T09:30"; the last one that was agreed holds.
    """
    find_own_contact(uow.session, agent_id, contact_id)
    try:
        due_at = read_local(local).replace(tzinfo=LOCAL)
    except ValueError as error:
        raise BadInput(place="at", reason="bad_input") from error
    if due_at <= uow.now:
        raise BadInput(place="at", reason="time_is_past")
    agree_on_callback(uow, contact_id, "appointment", due_at.astimezone(UTC))
    uow.topics.update({f"agent:{agent_id}", f"contact:{contact_id}"})


def note_look(uow: UnitOfWork, account_id: int, agent_id: int, contact_id: int) -> None:
    """Record who opened a contact's card with its history (law 9); raises NotFound."""
    find_own_contact(uow.session, agent_id, contact_id)
    uow.record("contact_opened", contact_id=contact_id, agent_id=agent_id, account_id=account_id)
