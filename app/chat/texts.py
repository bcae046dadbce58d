"""Text messages: the written channel over the carrier, with the same contact model.

One conversation a person at a time; whoever writes an opt-out word gets no more texts from us
(the carrier keeps its own list as well).
"""

from __future__ import annotations

from datetime import datetime

from app.chat.actions import write_as_caller
from app.chat.keeping import Words
from app.chat.models import Message
from app.chat.queries import find_open_text
from app.chat.wording import Wording
from app.contacts.actions import Arrival, arrive
from app.contacts.models import Contact, ContactStage
from app.contacts.safety import Reach, may_reach
from app.dispatch.actions import end_contact
from app.dispatch.desk import RoutingWork
from app.storage.unit_of_work import Store
from app.telephony.port import Carrier

OPT_OUT_WORDS = frozenset(
    {"stop", "unsubscribe", "cancel", "end", "quit", "td", "t", "退订", "停止"}
)


def receive_text(
    work: RoutingWork, wording: Wording, number: str, words: Words, *, training: bool = False
) -> Contact | None:
    """Somebody texts the hotline's number; told twice is once.  None when it was an opt-out."""
    contact = find_open_text(work.uow.session, work.uow.vault.index(number))
    if words.text.strip().lower() in OPT_OUT_WORDS:
        _opt_out(work, contact)
        return None
    if contact is None:
        contact = arrive(work.uow, Arrival("text", number, training=training))
    write_as_caller(work, wording, contact, words)
    return contact


def may_be_texted(contact: Contact, now: datetime) -> bool:
    """Whether the person has a number that may be texted at this hour."""
    has_number = contact.caller.number_sealed is not None and contact.caller.person_key is not None
    return has_number and may_reach(contact, Reach.TEXT, now)


def send_text(store: Store, carrier: Carrier, message_id: int) -> None:
    """Text a message unless the person must not be texted (asked now, not when it was written)."""
    with store.read() as session:
        message = session.get_one(Message, message_id)
        contact = session.get_one(Contact, message.contact_id)
        if not may_reach(contact, Reach.TEXT, store.clock.now()):
            return
        key, caller = contact.caller.person_key, contact.caller
        if key is None or caller.number_sealed is None:
            return
        number = store.vault.open(caller.number_sealed, key)
        text = store.vault.open(message.text_sealed, key)
    sid = carrier.send_text(number, text)
    with store.write() as uow:
        uow.record("text_sent", contact_id=contact.id, message_id=message_id, carrier_sid=sid)


def _opt_out(work: RoutingWork, contact: Contact | None) -> None:
    if contact is None:
        return
    contact.may_text = False
    work.uow.record("texts_refused", contact_id=contact.id)
    if contact.state not in {ContactStage.ENDED, ContactStage.WRAPPING_UP}:
        end_contact(work, contact)
