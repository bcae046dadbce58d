"""Text messages: the written channel over the carrier, with the same contact model.

One conversation a person at a time; whoever writes an opt-out word gets no more texts from us
until they ask for them again (the carrier keeps its own list as well).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.doors.chat.actions import write_as_caller
from app.doors.chat.choices import find_offered
from app.doors.chat.facts import TEXTS_REFUSED, TEXTS_WANTED_AGAIN
from app.doors.chat.message_actions import Words, keep_message
from app.doors.chat.queries import find_blocked_text, find_open_text
from app.doors.chat.text_choices import find_choice, make_choice
from app.doors.chat.text_wording import TextWording
from app.hotline.contacts.actions import Arrival, arrive, recognise_caller
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number
from app.hotline.dispatch.actions import end_contact, end_unasked
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.unit_of_work import UnitOfWork
from app.kit.storage.vault import Vault
from knowledge.danger.recognise import find_danger
from knowledge.keywords import is_opt_in, is_opt_out
from routing.model import Outcome

LIVE = frozenset({ContactStage.OFFERED, ContactStage.CONNECTED})
"""A person reads what is written, or is just coming."""
ONE_CONTACT_FOR = timedelta(days=1)


def receive_text(
    work: RoutingWork,
    wording: TextWording,
    number: str,
    words: Words,
    *,
    training: bool = False,
    is_blocked: bool = False,
) -> Contact | None:
    """Somebody texts the hotline's number; told twice is once.  None for opting out or in.

    A blocked number begins no conversation, unless in danger; one that is under way goes on, and
    in it every word is said to a person: none ends it or is lost (B103).
    """
    contact = find_open_text(work.uow.session, work.uow.vault.index(number))
    is_live = contact is not None and contact.state in LIVE
    if is_opt_out(words.text) and not is_live:
        _opt_out(work, number, contact, words)
        return None
    if is_opt_in(words.text):
        _opt_in(work, number)
        if not is_live:
            return None
    if contact is None and is_blocked and find_danger(words.text) is None:
        return _keep_unanswered(work.uow, Arrival("text", number, training=training), words)
    if contact is None:
        contact = arrive(work.uow, Arrival("text", number, training=training))
    choice = "" if is_blocked else find_choice(work.uow, contact, words.text)
    write_as_caller(work, wording, contact, words)
    if choice:
        make_choice(work.uow, wording, contact, choice, training=training)
    return contact


def _keep_unanswered(uow: UnitOfWork, arrival: Arrival, words: Words) -> Contact:
    """The words are kept, nobody is asked for and nothing goes out; a day's texts are one
    contact, so that whoever floods the line does not flood its figures."""
    index = uow.vault.index(arrival.number)
    known = find_blocked_text(uow.session, index, uow.now - ONE_CONTACT_FOR)
    contact = known or arrive(uow, arrival)
    keep_message(uow, contact, "caller", words)
    if known is None:
        end_unasked(uow, contact, Outcome.BLOCKED)
    return contact


def may_be_texted(vault: Vault, contact: Contact, now: datetime, *, is_reply: bool = False) -> bool:
    """Whether the person has a number that may be texted at this hour.

    `is_reply`: in answer to their own text, which is no sign of ours that nobody asked for.
    """
    return find_reachable_number(vault, contact, ReachAllowed.TEXT, now, is_reply=is_reply) != ""


def is_in_conversation(session: Session, vault: Vault, number: str) -> bool:
    """Whether somebody writes with us right now: nothing that they text is a command."""
    contact = find_open_text(session, vault.index(number))
    return contact is not None and contact.state in LIVE


def was_asked_to_choose(session: Session, vault: Vault, number: str) -> bool:
    """Whether questions were offered in the conversation under way: a lone figure speaks of
    them, or is said to a person."""
    contact = find_open_text(session, vault.index(number))
    return contact is not None and find_offered(session, contact.id) is not None


def _opt_out(work: RoutingWork, number: str, contact: Contact | None, words: Words) -> None:
    """No text goes to this person any more, whatever the matter, until they ask for it; who still
    waited for a person waits no longer."""
    uow = work.uow
    caller = contact.caller if contact else recognise_caller(uow, number)
    uow.session.add(caller)
    caller.texts_refused_at = uow.now
    if contact is None:
        uow.record(TEXTS_REFUSED)
        return
    keep_message(uow, contact, "caller", words)
    uow.record(TEXTS_REFUSED, contact_id=contact.id)
    if contact.state not in {ContactStage.ENDED, ContactStage.WRAPPING_UP}:
        end_contact(work, contact)


def _opt_in(work: RoutingWork, number: str) -> None:
    caller = recognise_caller(work.uow, number)
    work.uow.session.add(caller)
    caller.texts_refused_at = None
    work.uow.record(TEXTS_WANTED_AGAIN)
