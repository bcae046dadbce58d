"""Use cases of the line that calls back by itself: booked while waiting, or because we missed
somebody.  Which leg rings when is `app.hotline.calls`' part.

The agent comes into the room first, then the person is rung; never two for one (B61).
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.callbacks.actions import end_callback, promise
from app.hotline.callbacks.facts import CALLBACK_LEFT_TO_PEOPLE, CALLBACK_MISSED
from app.hotline.callbacks.lifecycle import By, CallbackState, may_move
from app.hotline.callbacks.models import Callback
from app.hotline.callbacks.queries import find_rung_in, has_come_again, list_awaited
from app.hotline.contacts.actions import Arrival, arrive, set_language
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number, keep_wishes
from app.hotline.dispatch.actions import Wish, ask_for_callback_seat, end_contact
from app.hotline.dispatch.effects import END_CALLS
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.opening.actions import find_closing, find_retry
from app.kit.storage.locking import get_locked
from app.kit.storage.unit_of_work import UnitOfWork
from routing import events
from routing.model import ContactId, Outcome


def may_call_back(uow: UnitOfWork, contact: Contact) -> bool:
    """Only ordinary numbers that called us, and only when it is safe for the person (B58)."""
    return find_reachable_number(uow.vault, contact, ReachAllowed.CALL, uow.now) != ""


def book(work: RoutingWork, contact: Contact) -> bool:
    """The waiting caller takes the call-back and keeps the place; False when that cannot be."""
    if not may_call_back(work.uow, contact):
        return False
    if not contact.is_owed_callback:
        closes_at = find_closing(work.hotline, work.uow.now)
        refused = work.try_route(events.CallbackBooked(ContactId(contact.id), closes_at))
        if refused is not None:
            return False
        promised = timedelta(seconds=work.state.settings.callback_promise_s)
        due_at = work.uow.now + promised
        promise(work.uow, contact.id, "booked", due_at).rung_in_id = contact.id
    return True


def ring(uow: UnitOfWork, contact: Contact) -> None:
    """The person is rung now, in a contact in which the line calls them back."""
    owed = find_rung_in(uow.session, contact.id, locked=True)
    if owed is not None and may_move(owed.state, CallbackState.RINGING, By.LINE):
        owed.state = CallbackState.RINGING
        owed.tries += 1


def miss(work: RoutingWork, contact: Contact) -> None:
    """Nobody was reached: the agent is free, the contact rests and is tried again, or ends."""
    uow = work.uow
    owed = find_rung_in(uow.session, contact.id, locked=True)
    if owed is not None and may_move(owed.state, CallbackState.TRIED, By.LINE):
        owed.state = CallbackState.TRIED
    tries = 0 if owed is None else owed.tries
    again_at = None
    if owed is not None and may_call_back(uow, contact):
        again_at = find_retry(work.hotline, work.state.settings, uow.now, tries)
    uow.record(CALLBACK_MISSED, contact_id=contact.id, tries=tries)
    retry_at = None if again_at is None else again_at.timestamp()
    work.try_route(events.CallbackMissed(ContactId(contact.id), retry_at))


def call_back(work: RoutingWork, callback_id: int) -> Contact | None:
    """Call back somebody we missed, as a contact of its own that yields to those on the line.

    Never two for one: who has come again or is being called back already is left in peace.
    """
    uow = work.uow
    owed = get_locked(uow.session, Callback, callback_id)
    if owed is None or owed.ended_at is not None or owed.rung_in_id is not None:
        return None
    missed = uow.session.get_one(Contact, owed.contact_id)
    if missed.state != ContactStage.ENDED:
        return None
    if has_come_again(uow.session, missed):
        end_callback(uow, owed, CallbackState.CAME_AGAIN, By.PERSON)
        return None
    if not may_call_back(uow, missed):
        uow.record(CALLBACK_LEFT_TO_PEOPLE, contact_id=missed.id)
        return None
    again = _arrive_again(uow, missed)
    owed.rung_in_id = again.id
    closes_at = find_closing(work.hotline, uow.now)
    ask_for_callback_seat(work, again, Wish(seat=missed.seat), closes_at)
    return again


def serve_call_back(router: Router, calls_back: bool, callback_id: int) -> None:
    """A call-back is due, if this line rings by itself."""
    if calls_back:
        with router.write() as work:
            call_back(work, callback_id)


def _arrive_again(uow: UnitOfWork, missed: Contact) -> Contact:
    arrival = Arrival("voice", direction="callback", training=missed.training)
    again = arrive(uow, arrival, missed.caller)
    keep_wishes(missed, again)
    again.danger, again.has_consented = missed.danger, missed.has_consented
    again.topic, again.variety = missed.topic, missed.variety
    if missed.language is not None:
        set_language(uow, again, missed.language, LanguageSource.LAST_TIME)
    return again


def end_awaited(work: RoutingWork, contact: Contact) -> None:
    """The person is on the line again by themself: the line rings them no more, so that there are
    never two for one (B61)."""
    for waiting in list_awaited(work.uow.session, contact):
        owed = find_rung_in(work.uow.session, waiting.id, locked=True)
        if owed is not None:
            end_callback(work.uow, owed, CallbackState.CAME_AGAIN, By.PERSON)
        if end_contact(work, waiting, Outcome.CALLBACK_TAKEN):
            work.uow.owe(END_CALLS, contact_id=waiting.id)
