"""Use cases of the caller's side of a call, from the first ring to the queue's end.

Each takes the open routing transaction and returns what the call does next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.hotline.callbacks.ringing_actions import end_awaited
from app.hotline.calls.facts import QUEUE_FAILED
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.line_actions import Loss, hang_up, lose
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import (
    find_caller_leg,
    find_leg_by_call,
    list_live_legs,
)
from app.hotline.calls.ringing.agent_actions import enter_room
from app.hotline.calls.talking.gone import Party, Reason
from app.hotline.calls.talking.rating_actions import ask_for_score, take_score
from app.hotline.calls.talking.recording_actions import let_into_room
from app.hotline.calls.voice import LANGUAGE_KEYS, Voice
from app.hotline.calls.waiting.closed_actions import close_for_caller, find_night_seat
from app.hotline.calls.waiting.topic_actions import ask_topic, note_topic_key
from app.hotline.calls.waiting.waiting_actions import say_farewell
from app.hotline.contacts.actions import Arrival, arrive, set_language
from app.hotline.contacts.models import (
    Contact,
    ContactStage,
    LanguageSource,
)
from app.hotline.contacts.queries import find_unanswered_before
from app.hotline.dispatch.actions import Wish, ask_for_seat, end_contact, end_unasked, find_place
from app.hotline.dispatch.router import Router, RoutingWork
from app.hotline.opening.actions import find_opening
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, Nothing, PauseThen
from routing.model import Outcome

RETRY_PAUSE_S = 5
CALLED_AGAIN_WITHIN = timedelta(hours=1)
"""The rule's own words: a second call within the hour (`routing.settings`, head starts)."""


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A call that rings at the hotline's number; `number` is empty when withheld."""

    call_sid: str
    number: str
    training: bool = False
    is_blocked: bool = False


def receive_call(work: RoutingWork, voice: Voice, call: IncomingCall) -> Answer:
    """A new call becomes a contact; one that comes back (after trouble) goes on where it was."""
    known = find_leg_by_call(work.uow.session, call.call_sid)
    if known is not None and known.role != "caller":
        return enter_room(work, voice, known)  # an agent's call, come back by the fallback
    if known is not None:
        contact = work.uow.session.get_one(Contact, known.contact_id)
        return resume_call(work, voice, contact)
    contact = arrive(work.uow, Arrival("voice", call.number, training=call.training))
    leg = add_caller_leg(work.uow, contact, call.call_sid)
    leg.answered_at = work.uow.now
    if call.is_blocked:
        end_unasked(work.uow, contact, Outcome.BLOCKED)
        return voice.say_and_hang_up("blocked", None)
    return voice.ask_language(contact)


def add_caller_leg(uow: UnitOfWork, contact: Contact, call_sid: str) -> Leg:
    """The caller's own leg of a contact."""
    leg = Leg(
        token=uow.make_token(),
        contact_id=contact.id,
        role="caller",
        state=LegState.ANSWERED,
        call_sid=call_sid,
        planned_at=uow.now,
        room_sequence=-1,
    )
    uow.session.add(leg)
    return leg


def choose_language(work: RoutingWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """A key names the language; without one a person is asked for all the same (R6)."""
    if contact.state != ContactStage.ARRIVED:
        return resume_call(work, voice, contact)
    language = LANGUAGE_KEYS.get(key)
    if language is not None:
        set_language(work.uow, contact, language, LanguageSource.KEY)
    opening = find_opening(work.hotline, work.uow.now)
    if not opening.answer.is_open:
        seat = find_night_seat(work, contact, opening)
        if seat is None:
            return close_for_caller(work, voice, contact, opening)
        return _begin_to_wait(work, voice, contact, seat)
    return ask_topic(work, voice, contact) or _begin_to_wait(work, voice, contact, "general")


def choose_topic(work: RoutingWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """A key names the topic and with it the kind of seat; without one it is a general seat."""
    if contact.state != ContactStage.ARRIVED:
        return resume_call(work, voice, contact)
    return _begin_to_wait(work, voice, contact, note_topic_key(work, contact, key))


def _begin_to_wait(work: RoutingWork, voice: Voice, contact: Contact, seat: str) -> Answer:
    wish = _name_wish(work, contact, seat)
    end_awaited(work, contact)
    ask_for_seat(work, contact, wish)
    return voice.wait(contact)


def _name_wish(work: RoutingWork, contact: Contact, seat: str) -> Wish:
    """Whoever gave up just now, or is owed a call-back, has their place back; who waited in vain
    within the hour does not begin at the end of the line (B05)."""
    uow = work.uow
    before = find_unanswered_before(uow.session, contact, uow.now - CALLED_AGAIN_WITHIN)
    if before is None or (before.ended_at is None and not before.is_owed_callback):
        return Wish(seat)  # a second call beside the first
    gone_s = (uow.now - (before.ended_at or uow.now)).total_seconds()
    if gone_s <= work.state.settings.place_kept_s:
        return Wish(seat, waited_since=find_place(before))
    return Wish(seat, ("called_again",))


def resume_call(work: RoutingWork, voice: Voice, contact: Contact) -> Answer:
    """What a call does that comes back to us at any moment: it goes on where it was."""
    match contact.state:
        case ContactStage.ARRIVED if contact.closed_reason is None:
            return voice.ask_language(contact)
        case ContactStage.WAITING | ContactStage.OFFERED:
            return voice.wait(contact)
        case ContactStage.CONNECTED:
            leg = find_caller_leg(work.uow.session, contact.id)
            if leg is not None:
                return let_into_room(work, voice, contact, leg)
    return say_farewell(voice, contact)


def leave_queue(
    work: RoutingWork, voice: Voice, contact: Contact, result: str, *, ended_sid: str
) -> Answer:
    """How the wait at the carrier ended: `redirected` and `bridged` are no endings.

    Gone is whose call is over (`ended_sid`).  Anybody else goes on waiting, whatever the carrier
    calls it: somebody of whom it says `hangup` is heard of by the end of their call.
    """
    leg = find_caller_leg(work.uow.session, contact.id)
    if leg is not None and leg.state == LegState.QUEUED:
        leg.state = LegState.ANSWERED
    if ended_sid:
        end_caller_call(work, ended_sid)
        return Nothing()
    match result:
        case "redirected" | "bridged":
            return Nothing()
        case "queue-full":
            end_contact(work, contact, Outcome.REFUSED_FULL)
            return voice.say_and_hang_up("queue_full", contact.language)
        case "error" | "system-error":
            work.uow.record(QUEUE_FAILED, contact_id=contact.id, result=result)
    return PauseThen(voice.links.contact(contact.token, "resume"), RETRY_PAUSE_S)


def join_caller(work: RoutingWork, voice: Voice, contact: Contact) -> Answer:
    """The caller enters the room where the agent waits; too late, they go back to waiting."""
    leg = find_caller_leg(work.uow.session, contact.id)
    if leg is None or contact.state not in {ContactStage.OFFERED, ContactStage.CONNECTED}:
        return resume_call(work, voice, contact)
    if may_move(leg.state, LegState.JOINING):
        leg.state = LegState.JOINING
        leg.checked_at = work.uow.now
    return let_into_room(work, voice, contact, leg)


def leave_room(
    work: RoutingWork, voice: Voice, contact: Contact, *, is_gone: bool = False
) -> Answer:
    """The room is over for the caller, who is still on the line unless `is_gone`."""
    if is_gone:
        hang_up(work, contact)
        return Nothing()
    if contact.state == ContactStage.CONNECTED:
        end_contact(work, contact)
    if contact.state in {ContactStage.WAITING, ContactStage.OFFERED}:
        return voice.wait(contact)
    return ask_for_score(work.uow, voice, contact)


def ask_how_it_was(work: RoutingWork, voice: Voice, contact: Contact) -> Answer:
    """The agent has left the caller for the question; called again meanwhile, they go on."""
    if contact.state in {ContactStage.WRAPPING_UP, ContactStage.ENDED}:
        return ask_for_score(work.uow, voice, contact)
    return resume_call(work, voice, contact)


def hear_how_it_was(work: RoutingWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """The caller rates; called again while they did, they go back to the agent all the same."""
    answer = take_score(work.uow, voice, contact, key)
    is_over = contact.state in {ContactStage.WRAPPING_UP, ContactStage.ENDED}
    return answer if is_over else resume_call(work, voice, contact)


def end_caller_call(work: RoutingWork, call_sid: str, outcome: Outcome | None = None) -> bool:
    """The carrier says that a caller's call is over; False if that is no news.

    `outcome`: the class of who was not answered, where it was not their giving up.
    """
    leg = find_leg_by_call(work.uow.session, call_sid)
    if leg is None or not may_move(leg.state, LegState.ENDED):
        return False
    contact = work.uow.session.get_one(Contact, leg.contact_id)
    party = Party.FIRST_CALL if _is_first_call(work, contact, leg) else Party.CALLER
    return lose(Loss(work, contact, leg, outcome=outcome), Reason.HUNG_UP, party)


def _is_first_call(work: RoutingWork, contact: Contact, leg: Leg) -> bool:
    """The call in which a call-back was booked ends, perhaps told late: whoever is being rung
    for the call-back goes on."""
    if leg.offer_id is not None or contact.booked_at is None:
        return False
    if contact.is_owed_callback and contact.state != ContactStage.CONNECTED:
        return True
    live = list_live_legs(work.uow.session, contact.id)
    return any(other.role == "caller" and other.id != leg.id for other in live)


def serve_message_awaited(router: Router, contact_id: int) -> None:
    """The time is over in which a message would have come."""
    with router.write() as work:
        end_unheard_message(work, contact_id)


def end_unheard_message(work: RoutingWork, contact_id: int) -> None:
    """Whoever hung up at the closed line has had the time to be heard of: with a message, or
    without one."""
    hang_up(work, work.uow.session.get_one(Contact, contact_id))
