"""Text messages: the written channel over the carrier, with the same contact model.

One conversation a person at a time; whoever writes an opt-out word gets no more texts from us
until they ask for them again (the carrier keeps its own list as well).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.chat.actions import write_as_caller
from app.chat.keeping import Words, keep_message
from app.chat.queries import find_blocked_text, find_open_text
from app.chat.wording import Wording
from app.contacts.actions import Arrival, arrive, recognise_caller
from app.contacts.models import Contact, ContactStage
from app.contacts.safety import Reach, find_reachable_number
from app.dispatch.actions import end_contact, end_unasked
from app.dispatch.desk import RoutingWork
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault import Vault
from knowledge.text import make_search_key
from routing.model import Outcome

OPT_OUT_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "td", "t", "退订", "停止"}
    | {"取消", "拒收", "不要再发", "མཚམས་འཇོག", "འཕྲིན་མི་དགོས", "མ་གཏོང"}
)
"""The carrier's own words, those usual in China, and Tibetan ones; compared by search key."""

ONE_CONTACT_FOR = timedelta(days=1)
OPT_IN_WORDS = frozenset({"start", "unstop", "恢复", "恢复短信", "འཕྲིན་དགོས"})


def receive_text(
    work: RoutingWork,
    wording: Wording,
    number: str,
    words: Words,
    *,
    training: bool = False,
    is_blocked: bool = False,
) -> Contact | None:
    """Somebody texts the hotline's number; told twice is once.  None for opting out or in.

    A blocked number begins no conversation; one that is under way goes on.
    """
    contact = find_open_text(work.uow.session, work.uow.vault.index(number))
    said = make_search_key(words.text).strip(" .!。！་།")
    if said in OPT_OUT_WORDS:
        _opt_out(work, number, contact)
        return None
    if said in OPT_IN_WORDS:
        _opt_in(work, number)
        return None
    if contact is None and is_blocked:
        return _keep_unanswered(work.uow, Arrival("text", number, training=training), words)
    if contact is None:
        contact = arrive(work.uow, Arrival("text", number, training=training))
    write_as_caller(work, wording, contact, words)
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


def may_be_texted(vault: Vault, contact: Contact, now: datetime) -> bool:
    """Whether the person has a number that may be texted at this hour."""
    return find_reachable_number(vault, contact, Reach.TEXT, now) != ""


def _opt_out(work: RoutingWork, number: str, contact: Contact | None) -> None:
    """No text goes to this person any more, whatever the matter, until they ask for it."""
    caller = contact.caller if contact else recognise_caller(work.uow, number)
    work.uow.session.add(caller)
    caller.texts_refused_at = work.uow.now
    if contact is None:
        work.uow.record("texts_refused")
        return
    work.uow.record("texts_refused", contact_id=contact.id)
    if contact.state not in {ContactStage.ENDED, ContactStage.WRAPPING_UP}:
        end_contact(work, contact)


def _opt_in(work: RoutingWork, number: str) -> None:
    caller = recognise_caller(work.uow, number)
    work.uow.session.add(caller)
    caller.texts_refused_at = None
    work.uow.record("texts_wanted_again")
