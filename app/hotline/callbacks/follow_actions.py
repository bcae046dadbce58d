"""Call-backs that follow from what happens elsewhere, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from app.hotline.callbacks.actions import ask_for_callback, ask_for_follow_up, end_callback
from app.hotline.callbacks.lifecycle import By, CallbackState
from app.hotline.callbacks.queries import find_rung_in
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.deadlines import MISSED_OUTCOMES
from app.hotline.dispatch.facts import CONTACT_MOVED
from app.hotline.opening.queries import find_calling_time, read_rules_now
from app.hotline.ratings.actions import is_dissatisfied
from app.hotline.ratings.facts import CONTACT_RATED
from app.kit.storage.facts import FactKind
from app.kit.storage.unit_of_work import Fact, Follower, UnitOfWork
from routing.model import Outcome


def follow_move(uow: UnitOfWork, fact: Fact) -> None:
    """What becomes of a contact settles the call-back that was rung in it; whoever ended without
    having been served is owed one (R5)."""
    if fact.data["state"] not in {ContactStage.CONNECTED, ContactStage.ENDED}:
        return
    contact = uow.session.get_one(Contact, fact.contact_id)
    owed = None
    if contact.booked_at is not None:
        owed = find_rung_in(uow.session, contact.id, locked=True)
    if fact.data["state"] == ContactStage.CONNECTED:
        if owed is not None:
            end_callback(uow, owed, CallbackState.REACHED, By.LINE)
        return
    outcome = fact.data["outcome"]
    if owed is not None:
        end_callback(uow, owed, CallbackState.UNREACHED, By.LINE)
    if contact.direction == "callback" or contact.asked_at is None:
        return
    if outcome in MISSED_OUTCOMES:
        _owe_missed(uow, contact)
    elif outcome == Outcome.CALLBACK_UNREACHED and owed is not None:  # now people try
        ask_for_callback(uow, contact.id, "missed", find_calling_time(uow))


def _owe_missed(uow: UnitOfWork, contact: Contact) -> None:
    """Whoever cannot be reached (a call without a number) is listed, but nothing falls due."""
    is_call = contact.channel == "voice"
    is_out_of_reach = is_call and contact.caller.number_sealed is None
    due_at = None if is_out_of_reach else find_calling_time(uow)
    ask_for_callback(uow, contact.id, "missed", due_at, is_rung=is_call)


def follow_rating(uow: UnitOfWork, fact: Fact) -> None:
    """Somebody follows up on who was not content (R17)."""
    if fact.contact_id is not None and is_dissatisfied(fact.data["score"]):
        within_s = read_rules_now(uow).follow_up_within_s
        ask_for_follow_up(uow, fact.contact_id, "dissatisfied", within_s)


FOLLOWERS: Mapping[FactKind, Follower] = {
    CONTACT_MOVED: follow_move,
    CONTACT_RATED: follow_rating,
}
