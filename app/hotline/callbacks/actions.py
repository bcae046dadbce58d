"""Use cases of calling back by hand: see the number, tell what came of it."""

from __future__ import annotations

from app.hotline.accounts.queries import SignedIn
from app.hotline.callbacks.facts import NUMBER_SHOWN
from app.hotline.callbacks.queries import CallbackCard, find_owed, list_ringing_by_itself, read_card
from app.hotline.danger.actions import Source, note_danger
from app.hotline.dispatch.actions import end_contact
from app.hotline.dispatch.desk import RoutingWork
from app.hotline.tickets.actions import close_ticket, finish_callback
from app.hotline.tickets.writing_actions import Writer, write_notes
from app.kit.errors import BadInput
from app.kit.i18n.formats import format_clock
from app.kit.storage.unit_of_work import UnitOfWork
from routing.model import Outcome

RESULTS = ("reached", "not_reached", "not_wanted")


def open_card(uow: UnitOfWork, account_id: int, contact_id: int) -> CallbackCard:
    """Show the whole number to somebody who is about to call; who saw it is logged (law 9)."""
    card = read_card(uow.session, uow.vault, contact_id)
    uow.record(NUMBER_SHOWN, contact_id=contact_id, account_id=account_id)
    return card


def tell_result(
    work: RoutingWork,
    agent_id: int | None,
    contact_id: int,
    result: str,
    notes: str,
    *,
    by: SignedIn | None = None,
    seen: int = 0,
) -> None:
    """Finish the call-back and its ticket. Raises BadInput for a result that is none.

    What somebody else has noted since `seen`, the version that the card showed, stays above.
    The line, where it was to ring this person, no longer does.
    """
    uow = work.uow
    _, contact = find_owed(uow.session, contact_id)
    if result not in RESULTS:
        raise BadInput(place="result", reason="bad_input")
    writer = Writer(by.account_id if by else None, contact.caller.person_key)
    mark = f"{by.name if by else ''} {format_clock(uow.now)}"
    write_notes(uow, contact_id, notes, writer, seen=seen, mark=mark)
    note_danger(uow, contact, notes, Source.NOTE)
    finish_callback(uow, contact_id, result)
    close_ticket(uow, contact_id, agent_id, contact.topic)
    is_reached = result != "not_reached"
    outcome = Outcome.CALLBACK_TAKEN if is_reached else Outcome.CALLBACK_UNREACHED
    for waiting in list_ringing_by_itself(uow.session, contact_id):
        if end_contact(work, waiting, outcome):
            uow.owe("end_calls", contact_id=waiting.id)
    uow.topics.add("queue")
