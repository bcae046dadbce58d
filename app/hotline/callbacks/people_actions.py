"""Use cases of calling back by hand: see the number, tell what came of it."""

from __future__ import annotations

from app.hotline.accounts.queries import SignedIn
from app.hotline.callbacks.actions import end_callback
from app.hotline.callbacks.facts import NUMBER_SHOWN
from app.hotline.callbacks.lifecycle import By, CallbackState
from app.hotline.callbacks.models import Callback
from app.hotline.callbacks.queries import CallbackCard, find_owed, is_owed, read_card
from app.hotline.contacts.models import Contact
from app.hotline.danger.actions import Source, note_danger
from app.hotline.dispatch.actions import end_contact
from app.hotline.dispatch.desk import RoutingWork
from app.hotline.tickets.actions import close_ticket
from app.hotline.tickets.writing_actions import Writer, write_notes
from app.kit.errors import BadInput
from app.kit.i18n.formats import format_clock
from app.kit.storage.locking import get_one_locked
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import Outcome

RESULTS = (CallbackState.REACHED, CallbackState.NOT_REACHED, CallbackState.NOT_WANTED)


def open_card(uow: UnitOfWork, account_id: int, callback_id: int) -> CallbackCard:
    """Show the whole number to somebody who is about to call; who saw it is logged (law 9)."""
    card = read_card(uow.session, uow.vault, callback_id)
    uow.record(NUMBER_SHOWN, contact_id=card.owed.contact_id, account_id=account_id)
    return card


def tell_result(
    work: RoutingWork,
    agent_id: int | None,
    callback_id: int,
    result: str,
    notes: str,
    *,
    by: SignedIn | None = None,
    seen: int = 0,
) -> None:
    """Finish the call-back and, with the last one, its ticket. Raises BadInput for a result that
    is none.

    What somebody else has noted since `seen`, the version that the card showed, stays above.
    The line, where it was to ring this person, no longer does.
    """
    uow = work.uow
    contact = find_owed(uow.session, callback_id)[2]
    if result not in RESULTS:
        raise BadInput(place="result", reason="bad_input")
    writer = Writer(by.account_id if by else None, contact.caller.person_key)
    mark = f"{by.name if by else ''} {format_clock(uow.now)}"
    write_notes(uow, contact.id, notes, writer, seen=seen, mark=mark)
    note_danger(uow, contact, notes, Source.NOTE)
    promise = get_one_locked(uow.session, Callback, callback_id)
    end_callback(uow, promise, CallbackState(result), By.PEOPLE)
    if not is_owed(uow.session, contact.id):
        close_ticket(uow, contact.id, agent_id, contact.topic)
    if promise.rung_in_id is not None:
        _stop_ringing(work, promise.rung_in_id, is_reached=result != CallbackState.NOT_REACHED)
    uow.topics.add("queue")


def _stop_ringing(work: RoutingWork, contact_id: int, *, is_reached: bool) -> None:
    contact = work.uow.session.get_one(Contact, contact_id)
    outcome = Outcome.CALLBACK_TAKEN if is_reached else Outcome.CALLBACK_UNREACHED
    if contact.is_owed_callback and end_contact(work, contact, outcome):
        work.uow.owe("end_calls", contact_id=contact.id)
