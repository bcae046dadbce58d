"""Use cases of the question after a talk: the agent leaves, the caller rates by one key.

No key, or a wrong one, is a goodbye: nobody is asked twice (R18).
"""

from __future__ import annotations

from app.hotline.calls.effects import ASK_RATING
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.queries import find_caller_leg, list_live_legs
from app.hotline.calls.talking.talk_actions import end_leg
from app.hotline.calls.voice import Voice
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.router import RoutingWork
from app.hotline.ratings.actions import ask_rating, is_dissatisfied, may_be_asked, rate_by_key
from app.hotline.ratings.models import Way
from app.hotline.ratings.queries import find_asking, find_rating
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, AskForKey

KEY_TIMEOUT_S = 5


def keep_for_rating(work: RoutingWork, contact: Contact) -> bool:
    """Let the caller stay for the question while everybody else is hung up; False when the
    caller has gone, or is not to be asked by key."""
    uow = work.uow
    leg = find_caller_leg(uow.session, contact.id)
    if leg is None or leg.state != LegState.JOINED:
        return False
    asks = find_asking(work.hotline.after_talk).is_by(Way.KEY)
    if not asks or not may_be_asked(uow, contact, Way.KEY) or find_rating(uow.session, contact.id):
        return False
    leg.checked_at = uow.now
    uow.owe(ASK_RATING, contact_id=contact.id)
    for other in list_live_legs(uow.session, contact.id):
        if other.id != leg.id:
            end_leg(uow, other)
    return True


def ask_for_score(uow: UnitOfWork, voice: Voice, contact: Contact) -> Answer:
    """The question in the caller's language (B90), or goodbye when it may not be asked."""
    if ask_rating(uow, contact, Way.KEY) is None:
        return voice.say_and_hang_up("goodbye", contact.language)
    leg = find_caller_leg(uow.session, contact.id)
    if leg is not None:
        leg.checked_at = uow.now  # on the line for a reason, though the talk is over
    return AskForKey(
        voice.say("rate_us", contact.language),
        voice.links.contact(contact.token, "rated"),
        KEY_TIMEOUT_S,
    )


def take_score(uow: UnitOfWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """A key 1 to 5 is the rating; whoever is dissatisfied hears that somebody will call."""
    score = rate_by_key(uow, contact, key)
    is_promised = score is not None and is_dissatisfied(score) and contact.may_call
    return voice.say_and_hang_up("rated_low" if is_promised else "goodbye", contact.language)
