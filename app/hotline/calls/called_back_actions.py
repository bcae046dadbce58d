"""Use cases of the line of somebody whom we ring: only a pressed key counts as reached, so that no
answering machine does (B57, B61).  Who is called back, and when, is `app.hotline.callbacks`' part.
"""

from __future__ import annotations

from app.hotline.callbacks.ringing_actions import book, may_call_back
from app.hotline.calls.effects import BRING_CALLER_IN
from app.hotline.calls.facts import CALLED_AGAIN
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.models import Leg
from app.hotline.calls.queries import find_caller_leg
from app.hotline.calls.talking.recording_actions import let_into_room
from app.hotline.calls.talking.talk_actions import await_joining, plan_leg, ring_directly
from app.hotline.calls.voice import Voice
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import find_offer
from app.hotline.dispatch.router import RoutingWork
from app.kit.errors import Refused
from app.telephony.answers import Answer, AskForKey, HangUp
from routing import events
from routing.model import ContactId, OfferState

MUST_NOT_CALL = "must_not_call"
PASSED_ON = "not_connected"
KEY_TIMEOUT_S = 8


def promise_callback(work: RoutingWork, voice: Voice, contact: Contact) -> Answer | None:
    """The waiting caller takes the call-back and hangs up; None when that cannot be."""
    if not book(work, contact):
        return None
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
        work.uow.owe(BRING_CALLER_IN, contact_id=contact.id)
    else:
        plan_leg(work.uow, contact.id, "caller")
    work.uow.record(CALLED_AGAIN, contact_id=contact.id, agent_id=agent_id)
