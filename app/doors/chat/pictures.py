"""Pictures that come by text message: seen by the agent at once, fetched a moment later.

The address that the carrier names is never followed: only the ids in it are read, and the picture
is asked for at the carrier itself.  A message that stands for a picture holds a sign in place of
words until the file is there, or another once it is lost.
"""

from __future__ import annotations

import re

from app.doors.chat.facts import PICTURE_LOST
from app.doors.chat.files import LARGEST_BYTES, MOST_FILES, attach_file, find_kind
from app.doors.chat.models import Message
from app.doors.chat.queries import count_files, has_file
from app.hotline.contacts.models import Contact
from app.kit.storage.effect_kinds import Code, EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.telephony.port import Carrier, CarrierRefused, CarrierUnreachable


class OfPicture(Payload):
    """Of a message, and of its picture at the carrier."""

    message_id: int
    message_sid: Code
    media_sid: Code


FETCH_PICTURE = EffectKind(
    "fetch_picture",
    OfPicture,
    performed_by="app.doors.chat.pictures.fetch_picture",
    if_given_up=Remedy.REACH_PERSON,
    lane=Lane.SLOW,
)
COMING, LOST = "🖼…", "🖼✕"
MOST_PICTURES = 10
"""Of one message: Twilio allows no more."""
SAID_LOST_AFTER = 3
"""Tries: the agent is told; it is still tried, and a picture that comes late is shown."""
_ADDRESS = re.compile(r"/Messages/((?:MM|SM)[0-9a-f]{32})/Media/(ME[0-9a-f]{32})/?(?:[?#].*)?$")


def owe_picture(uow: UnitOfWork, message: Message, url: str) -> None:
    """Fetch it soon; an address that names no picture of the carrier's is lost at once."""
    found = _ADDRESS.search(url)
    if found is None:
        _tell(uow, message, LOST)
        return
    uow.owe(
        FETCH_PICTURE,
        contact_id=message.contact_id,
        message_id=message.id,
        message_sid=found[1],
        media_sid=found[2],
    )


def fetch_picture(
    store: Store,
    carrier: Carrier,
    effect: Outbox,
    message_id: int,
    message_sid: str,
    media_sid: str,
) -> None:
    """Bring the picture home, sealed; safe to run twice.  Raises CarrierUnreachable to be tried
    again."""
    with store.read() as session:
        if has_file(session, message_id):
            return
    try:
        content = carrier.fetch_picture(message_sid, media_sid, LARGEST_BYTES)
    except CarrierRefused:
        content = b""
    except CarrierUnreachable:
        if effect.attempts >= SAID_LOST_AFTER:
            with store.write() as uow:
                _tell(uow, uow.session.get_one(Message, message_id), LOST)
        raise
    with store.write() as uow:
        _keep(uow, uow.session.get_one(Message, message_id), content)


def _keep(uow: UnitOfWork, message: Message, content: bytes) -> None:
    contact = uow.session.get_one(Contact, message.contact_id)
    kind, number = find_kind(content), count_files(uow.session, contact.id) + 1
    if kind is None or len(content) > LARGEST_BYTES or number > MOST_FILES:
        _tell(uow, message, LOST)
    elif contact.caller.person_key is not None and not has_file(uow.session, message.id):
        attach_file(uow, contact, message, f"picture-{number}", kind, content)
        _announce(uow, contact)


def _tell(uow: UnitOfWork, message: Message, sign: str) -> None:
    contact = uow.session.get_one(Contact, message.contact_id)
    if contact.caller.person_key is None:
        return  # erased meanwhile: nobody is told anything
    message.text_sealed = uow.vault.seal(sign, contact.caller.person_key)
    if sign == LOST:
        uow.record(PICTURE_LOST, contact_id=contact.id, message_id=message.id)
    _announce(uow, contact)


def _announce(uow: UnitOfWork, contact: Contact) -> None:
    uow.topics.update({f"contact:{contact.id}", f"contact:{contact.id}/messages"})
    if contact.agent_id is not None:
        uow.topics.add(f"agent:{contact.agent_id}")
