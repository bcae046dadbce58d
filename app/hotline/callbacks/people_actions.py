"""Use cases of calling back by hand: see the number, tell what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from app.hotline.accounts.queries import SignedIn
from app.hotline.callbacks.actions import agree_on_callback, end_callback
from app.hotline.callbacks.facts import NUMBER_SHOWN
from app.hotline.callbacks.lifecycle import By, CallbackState
from app.hotline.callbacks.models import Callback
from app.hotline.callbacks.queries import CallbackCard, find_owed, is_owed, read_card
from app.hotline.contacts.models import Contact
from app.hotline.danger.actions import Source, note_danger
from app.hotline.dispatch.actions import end_contact
from app.hotline.dispatch.effects import END_CALLS
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.actions import LOCAL
from app.hotline.tickets.actions import close_ticket
from app.hotline.tickets.words import TOPICS
from app.hotline.tickets.writing_actions import Writer, write_notes
from app.kit.errors import BadInput
from app.kit.i18n.formats import format_clock
from app.kit.storage.locking import get_one_locked
from app.kit.storage.unit_of_work import UnitOfWork
from app.kit.web.forms import read_local
from routing.model import Outcome

TIME_IS_PAST = "time_is_past"
RESULTS = (CallbackState.REACHED, CallbackState.NOT_REACHED, CallbackState.NOT_WANTED)


@dataclass(frozen=True, slots=True)
class Told:
    """What the card's form says; `seen` is the ticket's version that it showed, `again_at` when
    the person is to be called once more, if they are (`agree`)."""

    result: str
    notes: str
    seen: int = 0
    again_at: str = ""


def open_card(uow: UnitOfWork, account_id: int, callback_id: int) -> CallbackCard:
    """Show the whole number to somebody who is about to call; who saw it is logged (law 9)."""
    card = read_card(uow.session, uow.vault, callback_id)
    uow.record(NUMBER_SHOWN, contact_id=card.owed.contact_id, account_id=account_id)
    return card


def agree(uow: UnitOfWork, contact_id: int, local: str, topic: str = "") -> None:
    """The person is called at a time of their own; raises BadInput.

    `local` is a time in Asia/Shanghai, "2026-11-24T09:30"; the last one that was agreed in a
    matter holds, and `topic` names another one than the ticket's.
    """
    if topic and topic not in TOPICS:
        raise BadInput(place="topic", reason="bad_input")
    try:
        due_at = read_local(local).replace(tzinfo=LOCAL)
    except ValueError as error:
        raise BadInput(place="at", reason="bad_input") from error
    if due_at <= uow.now:
        raise BadInput(place="at", reason=TIME_IS_PAST)
    agree_on_callback(uow, contact_id, due_at.astimezone(UTC), topic)


def tell_result(
    work: RoutingWork,
    agent_id: int | None,
    callback_id: int,
    told: Told,
    *,
    by: SignedIn | None = None,
) -> None:
    """Finish the call-back and, with the last one, its ticket. Raises BadInput for a result that
    is none.

    What somebody else has noted since the version that the card showed stays above.  The line,
    where it was to ring this person, no longer does.
    """
    uow = work.uow
    contact = find_owed(uow.session, callback_id)[2]
    if told.result not in RESULTS:
        raise BadInput(place="result", reason="bad_input")
    writer = Writer(by.account_id if by else None, contact.caller.person_key)
    mark = f"{by.name if by else ''} {format_clock(uow.now)}"
    write_notes(uow, contact.id, told.notes, writer, seen=told.seen, mark=mark)
    note_danger(uow, contact, told.notes, Source.NOTE)
    promise = get_one_locked(uow.session, Callback, callback_id)
    end_callback(uow, promise, CallbackState(told.result), By.PEOPLE)
    if told.again_at:
        agree(uow, contact.id, told.again_at, promise.topic)
    if not is_owed(uow.session, contact.id):
        close_ticket(uow, contact.id, agent_id, contact.topic)
    if promise.rung_in_id is not None:
        _stop_ringing(work, promise.rung_in_id, is_reached=told.result != CallbackState.NOT_REACHED)
    uow.topics.add("queue")


def _stop_ringing(work: RoutingWork, contact_id: int, *, is_reached: bool) -> None:
    contact = work.uow.session.get_one(Contact, contact_id)
    outcome = Outcome.CALLBACK_TAKEN if is_reached else Outcome.CALLBACK_UNREACHED
    if contact.is_owed_callback and end_contact(work, contact, outcome):
        work.uow.owe(END_CALLS, contact_id=contact.id)
