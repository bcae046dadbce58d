"""Use cases of calling back: booked while waiting, or because we missed somebody.

The agent comes into the room first, then the person is rung; only a pressed key counts as
reached, so that no answering machine does (B57, B61).
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.calls.facts import CALLBACK_LEFT_TO_PEOPLE, CALLBACK_MISSED, CALLED_AGAIN
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import count_callback_tries, find_caller_leg
from app.hotline.calls.recording_actions import let_into_room
from app.hotline.calls.talk_actions import await_joining, plan_leg, ring_directly
from app.hotline.calls.voice import Voice
from app.hotline.contacts.actions import Arrival, arrive, set_language
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.contacts.queries import has_come_again, list_owed
from app.hotline.contacts.safety import Reach, find_reachable_number, keep_wishes
from app.hotline.dispatch.actions import Wish, ask_for_callback_seat, end_contact, find_offer
from app.hotline.dispatch.desk import RoutingWork
from app.hotline.opening.actions import find_closing
from app.hotline.tickets.actions import BOOKED, ask_for_callback, find_ticket, finish_callback
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, AskForKey, HangUp
from routing import events
from routing.model import ContactId, OfferState, Outcome

MAX_TRIES = 3
RETRY_AFTER_S = 600
MUST_NOT_CALL = "must_not_call"
PASSED_ON = "not_connected"
KEY_TIMEOUT_S = 8


def may_call_back(uow: UnitOfWork, contact: Contact) -> bool:
    """Only ordinary numbers that called us, and only when it is safe for the person (B58)."""
    return find_reachable_number(uow.vault, contact, Reach.CALL, uow.now) != ""


def book_callback(work: RoutingWork, voice: Voice, contact: Contact) -> Answer | None:
    """The waiting caller takes the call-back and keeps the place; None when that cannot be."""
    if not may_call_back(work.uow, contact):
        return None
    if contact.booked_at is None:
        closes_at = find_closing(work.hotline, work.uow.now)
        refused = work.try_route(events.CallbackBooked(ContactId(contact.id), closes_at))
        if refused is not None:
            return None
        promise = timedelta(seconds=work.state.settings.callback_promise_s)
        ask_for_callback(work.uow, contact.id, BOOKED, work.uow.now + promise)
    return voice.say_and_hang_up("callback_promised", contact.language)


def greet_called_back(work: RoutingWork, voice: Voice, leg: Leg) -> Answer:
    """The person (or a machine) picked up: no key, no person."""
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    if may_move(leg.state, LegState.ANSWERED):
        leg.state = LegState.ANSWERED
        leg.answered_at = leg.answered_at or work.uow.now
    return AskForKey(
        voice.say("callback_greeting", contact.language),
        voice.links.leg(leg.token, "callback-key"),
        KEY_TIMEOUT_S,
    )


def join_called_back(work: RoutingWork, voice: Voice, leg: Leg, key: str) -> Answer:
    """A key was pressed: into the room where the agent waits."""
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    if not key or not _is_awaited(work, contact, leg):
        return HangUp()
    if may_move(leg.state, LegState.JOINING):
        leg.state = LegState.JOINING
    if leg.offer_id is None:
        await_joining(work.uow, leg)
    return let_into_room(work, voice, contact, leg)


def _is_awaited(work: RoutingWork, contact: Contact, leg: Leg) -> bool:
    """Whether an agent waits in the room: of the offer, or who called again (B56)."""
    if leg.offer_id is None:
        return contact.state == ContactStage.CONNECTED
    offer = find_offer(work.uow, leg.offer_id)
    return offer.state in {OfferState.ACCEPTED, OfferState.CONNECTED}


def call_again(work: RoutingWork, contact: Contact, agent_id: int) -> None:
    """The caller's line dropped: the same agent rings them on the same ticket, before the
    wrap-up ends (B56).  The agent's phone first; raises Refused when it is too late or unsafe.

    Who is still on the line, being asked how it was, is not rung: they go back into the room.
    """
    is_on_line = find_caller_leg(work.uow.session, contact.id) is not None
    if not is_on_line and not may_call_back(work.uow, contact):
        raise Refused(MUST_NOT_CALL)
    if contact.passed_to is not None:
        raise Refused(PASSED_ON)  # they talk on with 12345 or the emergency centre
    work.route(events.CallerCalledAgain(ContactId(contact.id)))
    ring_directly(work.uow, contact, "agent", agent_id=agent_id)
    if is_on_line:
        work.uow.owe("bring_caller_in", contact_id=contact.id)
    else:
        plan_leg(work.uow, contact.id, "caller")
    work.uow.record(CALLED_AGAIN, contact_id=contact.id, agent_id=agent_id)


def miss_callback(work: RoutingWork, contact: Contact) -> None:
    """Nobody was reached: the agent is free, the contact rests and is tried again, or ends."""
    tries = count_callback_tries(work.uow.session, contact.id)
    retry_at = None
    if tries < MAX_TRIES and may_call_back(work.uow, contact):
        retry_at = (work.uow.now + timedelta(seconds=RETRY_AFTER_S)).timestamp()
    work.uow.record(CALLBACK_MISSED, contact_id=contact.id, tries=tries)
    work.try_route(events.CallbackMissed(ContactId(contact.id), retry_at))


def call_back_missed(work: RoutingWork, contact_id: int) -> Contact | None:
    """Call back somebody we missed, as a contact of its own that yields to those on the line.

    Never two for one: who has come again or is being called back already is left in peace.
    """
    uow = work.uow
    missed = uow.session.get_one(Contact, contact_id)
    ticket = find_ticket(uow, contact_id)
    if ticket.callback_result is not None or missed.state != ContactStage.ENDED:
        return None
    if has_come_again(uow.session, missed):
        finish_callback(uow, contact_id, "came_again")
        return None
    if not may_call_back(uow, missed):
        uow.record(CALLBACK_LEFT_TO_PEOPLE, contact_id=contact_id)
        return None
    again = arrive(uow, Arrival("voice", direction="callback"), missed.caller)
    again.callback_of_id = missed.id
    again.training = missed.training
    _copy_wishes(missed, again)
    if missed.language is not None:
        set_language(uow, again, missed.language, LanguageSource.LAST_TIME)
    closes_at = find_closing(work.hotline, uow.now)
    ask_for_callback_seat(work, again, Wish(seat=missed.seat), closes_at)
    return again


def end_owed(work: RoutingWork, contact: Contact) -> None:
    """The person is on the line again by themself: no call-back is owed to them any more, so
    that there are never two for one (B61)."""
    for owed in list_owed(work.uow.session, contact):
        if owed.callback_of_id is not None:
            finish_callback(work.uow, owed.callback_of_id, "came_again")
        if end_contact(work, owed, Outcome.CALLBACK_TAKEN):
            work.uow.owe("end_calls", contact_id=owed.id)


def _copy_wishes(missed: Contact, again: Contact) -> None:
    keep_wishes(missed, again)
    again.danger, again.has_consented = missed.danger, missed.has_consented
    again.topic, again.variety = missed.topic, missed.variety
