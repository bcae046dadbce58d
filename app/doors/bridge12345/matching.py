"""Joins referrals with the calls they announce, by following the facts of the log.

Each follower runs in the transaction of the fact that it follows; none of them routes.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.doors.bridge12345.models import Referral, ReferralState, StepCode
from app.doors.bridge12345.queries import find_ticket_of, list_expecting, list_served
from app.doors.bridge12345.schema import Announcement
from app.doors.bridge12345.steps import close_referral, note_step
from app.hotline.callbacks.actions import ask_for_callback
from app.hotline.callbacks.queries import find_origin
from app.hotline.contacts.actions import set_language
from app.hotline.contacts.facts import CONTACT_ARRIVED, CONTACT_FORWARDED
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.contacts.queries import read_sealed
from app.hotline.danger.actions import Source, note_danger
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_MOVED
from app.hotline.opening.queries import find_calling_time
from app.hotline.tickets.facts import TICKET_CLOSED
from app.kit.storage.facts import FactKind
from app.kit.storage.unit_of_work import Fact, Follower, UnitOfWork
from routing.model import Outcome


def join_call(uow: UnitOfWork, referral: Referral, contact: Contact) -> None:
    """The contact serves the referral; what has already become of it is told at once."""
    hint_language(uow, referral, contact)
    if contact.state == ContactStage.ARRIVED:
        note_told_danger(uow, referral, contact)
    _serve(uow, referral, contact, ReferralState.MATCHED)
    note_step(uow, referral, StepCode.CALL_ARRIVED, contact)
    if contact.answered_at is not None:
        note_step(uow, referral, StepCode.ANSWERED, contact)
    elif contact.state == ContactStage.ENDED:
        note_step(uow, referral, StepCode.NOT_REACHED, contact)
    ticket = find_ticket_of(uow.session, contact.id)
    if ticket is not None and ticket.state == "closed":
        close_referral(uow, referral, contact)


def hint_language(uow: UnitOfWork, referral: Referral, contact: Contact) -> None:
    """Who presses nothing is served in the language that 12345 heard; a key overrides it."""
    if referral.language and contact.language is None and contact.state == ContactStage.ARRIVED:
        set_language(uow, contact, referral.language, LanguageSource.REFERRAL)


def note_told_danger(uow: UnitOfWork, referral: Referral, contact: Contact) -> None:
    """Danger in what 12345 wrote down marks a contact before it asks for anybody."""
    body = read_sealed(uow.vault, referral.content_sealed or None, contact.caller)
    if body:
        told = Announcement.model_validate_json(body)
        note_danger(uow, contact, told.words, Source.REFERRAL)


def follow_arrival(uow: UnitOfWork, fact: Fact) -> None:
    """A call may be the one that was announced; calling somebody back goes on with the matter."""
    contact = uow.session.get_one(Contact, fact.contact_id)
    called_back_for = find_origin(uow.session, contact)
    if called_back_for is not None:
        for referral in list_served(uow.session, called_back_for, locked=True):
            if referral.closed_at is None:
                _serve(uow, referral, contact, ReferralState.CALLING_BACK)
    elif contact.direction == "inbound":
        for referral in list_expecting(uow.session, contact.caller_id):
            join_call(uow, referral, contact)


def follow_answer(uow: UnitOfWork, fact: Fact) -> None:
    """A person has answered the call."""
    contact = uow.session.get_one(Contact, fact.contact_id)
    for referral in list_served(uow.session, contact.id, locked=True):
        note_step(uow, referral, StepCode.ANSWERED, contact)


def follow_ending(uow: UnitOfWork, fact: Fact) -> None:
    """The contact has ended and nobody had spoken with the person."""
    if fact.data["state"] != ContactStage.ENDED:
        return
    contact = uow.session.get_one(Contact, fact.contact_id)
    is_ours = contact.direction == "referral"
    if contact.answered_at is None and not is_ours and contact.outcome != Outcome.ANSWERED:
        for referral in list_served(uow.session, contact.id, locked=True):
            note_step(uow, referral, StepCode.NOT_REACHED, contact)
            if contact.outcome == Outcome.CALLBACK_UNREACHED:  # now people try
                ask_for_callback(uow, contact.id, "referral", find_calling_time(uow))


def follow_closing(uow: UnitOfWork, fact: Fact) -> None:
    """The ticket is closed."""
    contact = uow.session.get_one(Contact, fact.contact_id)
    for referral in list_served(uow.session, contact.id, locked=True):
        close_referral(uow, referral, contact)


FOLLOWERS: Mapping[FactKind, Follower] = {
    CONTACT_ARRIVED: follow_arrival,
    CONTACT_ANSWERED: follow_answer,
    CONTACT_MOVED: follow_ending,
    TICKET_CLOSED: follow_closing,
}
"""What the bridge follows, by the kind of fact."""


def _serve(uow: UnitOfWork, referral: Referral, contact: Contact, state: ReferralState) -> None:
    referral.contact_id = contact.id
    referral.state = state
    referral.matched_at = referral.matched_at or uow.now
    referral.changed_at = uow.now
    contact.forwarded_by_12345 = True
    uow.record(
        CONTACT_FORWARDED,
        contact_id=contact.id,
        referral_id=referral.id,
        county=contact.caller.county,
    )
    uow.topics.add(f"contact:{contact.id}/referral")
