"""Use cases of the bridge: taking a referral, joining it with its call, calling back when no
call comes.  The same matter sent twice is one referral, one contact, one ticket (B95)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.doors.bridge12345.authentication import SignedRequest, remember_signature
from app.doors.bridge12345.facts import REFERRAL_RECEIVED
from app.doors.bridge12345.matching import hint_language, join_call, note_told_danger
from app.doors.bridge12345.models import Referral, ReferralKey, ReferralState, StepCode
from app.doors.bridge12345.queries import find_by_order, find_recent_call
from app.doors.bridge12345.schema import Announcement, read_announcement
from app.doors.bridge12345.steps import note_step
from app.doors.bridge12345.views import open_sealed, outline
from app.hotline.callbacks.actions import ask_for_callback
from app.hotline.contacts.actions import Arrival, arrive, note_county, recognise_caller
from app.hotline.contacts.facts import CONTACT_FORWARDED
from app.hotline.contacts.models import Contact, ContactStage, LanguageSource
from app.hotline.danger.actions import Source, hear_danger
from app.hotline.dispatch.actions import end_unasked
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.queries import find_calling_time
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import Store, UnitOfWork
from knowledge.danger.recognise import find_danger
from routing import events
from routing.model import ContactId, Outcome

AWAITED = DueKind(
    "referral_awaited", subject="referral", served_by="app.doors.bridge12345.actions.serve_awaited"
)
"""The deadline until which a referral's call is expected."""

EMERGENCY_WINDOW_S = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """Our answer to a referral; `is_new` is False for a matter that we had already."""

    answer: dict[str, Any]
    is_new: bool


def take_referral(work: RoutingWork, request: SignedRequest, window_s: int) -> Taken:
    """Take what 12345 announces, once.

    Raises Refused for a replayed signature or a key that came with another body, BadInput
    for a body that cannot be used; then nothing is kept.
    """
    uow = work.uow
    remember_signature(uow, request.signature)
    digest = digest_body(request.body)
    known = uow.session.get(ReferralKey, request.key)
    if known is not None and known.body_digest not in (digest, _digest(request.body)):
        raise Refused("key_used_for_another_body")
    if known is not None:
        return Taken(known.answer, is_new=False)
    announcement = read_announcement(request.body)
    referral = find_by_order(uow.session, announcement.order_number)
    is_new = referral is None
    referral = referral or _open_referral(uow, announcement, window_s)
    _describe(uow, referral, announcement, request.body.decode())
    _look_for_call(work, referral, window_s)
    _hear_danger(work, referral, announcement)
    answer = outline(referral)
    uow.session.add(ReferralKey(key=request.key, body_digest=digest, answer=answer, at=uow.now))
    return Taken(answer, is_new)


def digest_body(body: bytes) -> str:
    """What a body says, whatever the order of its fields and the blanks between them."""
    try:
        return _digest(json.dumps(json.loads(body), sort_keys=True).encode())
    except (ValueError, RecursionError):
        return _digest(body)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def serve_awaited(store: Store, training: bool, referral_id: int) -> None:
    """The time is over in which a call of that number would have belonged to the matter."""
    with store.write() as uow:
        call_back_unheard(uow, referral_id, training=training)


def call_back_unheard(uow: UnitOfWork, referral_id: int, *, training: bool) -> None:
    """No call came in time: the matter is a message left with 12345, and somebody calls back."""
    referral = uow.session.get_one(Referral, referral_id)
    if referral.state != ReferralState.ANNOUNCED:
        return
    arrival = Arrival("voice", direction="referral", training=training)
    contact = arrive(uow, arrival, referral.caller)
    hint_language(uow, referral, contact)
    contact.forwarded_by_12345 = True
    uow.record(CONTACT_FORWARDED, contact_id=contact.id, referral_id=referral.id)
    end_unasked(uow, contact, Outcome.LEFT_MESSAGE)
    referral.contact_id = contact.id
    note_told_danger(uow, referral, contact)
    referral.state = ReferralState.CALLING_BACK
    _plan_callback(uow, referral, contact)
    note_step(uow, referral, StepCode.CALLBACK_PLANNED, contact)


def _open_referral(uow: UnitOfWork, announcement: Announcement, window_s: int) -> Referral:
    if announcement.urgency == "emergency" or find_danger(announcement.words):
        window_s = min(window_s, EMERGENCY_WINDOW_S)
    wait_s = window_s if announcement.call_expected else 0
    referral = Referral(
        order_number=announcement.order_number,
        caller=recognise_caller(uow, announcement.caller_number),
        state=ReferralState.ANNOUNCED,
        received_at=uow.now,
        awaited_until_at=uow.now + timedelta(seconds=wait_s),
        changed_at=uow.now,
        appeal_type=announcement.appeal_type,
        urgency=announcement.urgency,
        content_sealed=b"",
    )
    uow.session.add(referral)
    uow.session.flush()
    set_deadline(uow, AWAITED, referral.id, referral.awaited_until_at)
    uow.record(REFERRAL_RECEIVED, referral_id=referral.id, urgency=referral.urgency)
    return referral


def _describe(uow: UnitOfWork, referral: Referral, announcement: Announcement, body: str) -> None:
    """Keep the newest description, sealed with the caller's key; an erased person's is not kept.

    Until the call has come the number may still be corrected, and 12345 knows the person's
    language; afterwards it is what was heard.
    """
    is_awaited = referral.contact_id is None
    if is_awaited:
        referral.caller = recognise_caller(uow, announcement.caller_number)
        uow.session.flush()
    if referral.caller.person_key is None:
        return
    before = open_sealed(uow.vault, referral.content_sealed, referral.caller)
    if before and digest_body(before.encode()) != digest_body(body.encode()):
        referral.described_at = uow.now
    referral.content_sealed = uow.vault.seal(body, referral.caller.person_key)
    referral.appeal_type, referral.urgency = announcement.appeal_type, announcement.urgency
    referral.language, referral.county = announcement.language, announcement.county
    referral.wanted_by_at = announcement.expected_deadline
    referral.changed_at = uow.now
    if is_awaited:
        referral.caller.last_language = announcement.language or referral.caller.last_language
    county = referral.caller.county or announcement.county
    if is_awaited:
        referral.caller.county = county
    else:
        note_county(uow, uow.session.get_one(Contact, referral.contact_id), county)
        uow.topics.add(f"contact:{referral.contact_id}/referral")


def _hear_danger(work: RoutingWork, referral: Referral, announcement: Announcement) -> None:
    """What 12345 wrote down is read like a message, but nothing is sent."""
    if referral.contact_id is not None:
        contact = work.uow.session.get_one(Contact, referral.contact_id)
        hear_danger(work, contact, announcement.words, Source.REFERRAL)


def _look_for_call(work: RoutingWork, referral: Referral, window_s: int) -> None:
    """The call may have come before its announcement."""
    if referral.contact_id is not None:
        return
    since = work.uow.now - timedelta(seconds=window_s)
    contact = find_recent_call(work.uow.session, referral.caller_id, since)
    if contact is not None:
        join_call(work.uow, referral, contact)
        _tell_routing(work, referral, contact)


def _tell_routing(work: RoutingWork, referral: Referral, contact: Contact) -> None:
    """Who waits and has pressed nothing is now known to speak a language."""
    is_waiting = contact.state in {ContactStage.WAITING, ContactStage.OFFERED}
    if not is_waiting or contact.language is not None or referral.language is None:
        return
    redescribed = events.ContactRedescribed(
        ContactId(contact.id),
        referral.language,
        contact.variety,
        contact.seat,
        contact.danger,
        read_kept(contact).head_starts,
    )
    if work.try_route(redescribed) is None:
        contact.language_source = LanguageSource.REFERRAL


def _plan_callback(uow: UnitOfWork, referral: Referral, contact: Contact) -> None:
    """A task on the ticket; the hotline rings by itself too, where it may (`may_call_back`)."""
    is_urgent = referral.urgency == "emergency" or contact.danger
    due_at = uow.now if is_urgent else find_calling_time(uow)
    ask_for_callback(uow, contact.id, "referral", due_at, is_rung=True)
