"""Sends messages of ours as text messages, and hears what became of them.

A part is committed before the carrier is asked: a request whose outcome is unknown is looked for
at the carrier, never repeated blindly. Whoever must not be texted at that moment is not, and the
ticket says so; a report that comes late or twice changes nothing.
"""

from __future__ import annotations

from typing import Final

from app.doors.chat.danger_answer import TOKEN as DANGER_TOKEN
from app.doors.chat.facts import TEXT_MOVED
from app.doors.chat.models import Message, TextPart
from app.doors.chat.queries import find_part_by_token, list_known_sids, list_parts
from app.doors.chat.texts import may_be_texted
from app.hotline.calls.links import Links
from app.hotline.contacts.models import Contact
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.telephony.port import Carrier, CarrierRefused, TextFact

LONGEST_PART = 1500
"""Characters; Twilio refuses a body of more than 1,600 (error 21617)."""

PLANNED, ASKING, WITHHELD, QUEUED = "planned", "asking", "withheld", "queued"
FAILED: Final = frozenset({"failed", "undelivered", "canceled"})
RANKS: Final = {
    PLANNED: 0,
    ASKING: 1,
    "accepted": 2,
    "scheduled": 2,
    QUEUED: 3,
    "sending": 4,
    "sent": 5,
    "delivered": 6,
    "read": 7,
} | dict.fromkeys((*FAILED, WITHHELD), 6)
"""The order of what a text can go through; a report of a lower or equal rank is late."""


def send_text(store: Store, carrier: Carrier, links: Links, message_id: int) -> None:
    """Send whatever of a message has not been sent; safe to run twice and to die at any line."""
    for part_id in plan_parts(store, message_id):
        _send_part(store, carrier, links, part_id)


def plan_parts(store: Store, message_id: int) -> list[int]:
    """The parts that are still to be sent; made here at the first call (asked now, B58)."""
    with store.write() as uow:
        message = uow.session.get_one(Message, message_id)
        contact = uow.session.get_one(Contact, message.contact_id)
        parts = list_parts(uow.session, message_id)
        if not parts:
            parts = _make_parts(uow, contact, message)
        open_parts = [part for part in parts if part.status in (PLANNED, ASKING)]
        if not may_be_texted(uow.vault, contact, uow.now, is_reply=_is_reply(contact, message)):
            for part in open_parts:
                _move(uow, part, WITHHELD)
            return []
        return [part.id for part in open_parts]


def _is_reply(contact: Contact, message: Message) -> bool:
    """Whether a person who wrote by text is answered: by an agent, or with where help is."""
    is_help = message.sender_token.startswith(DANGER_TOKEN)
    return contact.channel == "text" and (message.sender == "agent" or is_help)


def _make_parts(uow: UnitOfWork, contact: Contact, message: Message) -> list[TextPart]:
    key = contact.caller.person_key
    text = uow.vault.open(message.text_sealed, key) if key else ""
    parts = [
        TextPart(
            contact_id=contact.id,
            message_id=message.id,
            part=number,
            token=uow.make_token(),
            status=PLANNED,
            planned_at=uow.now,
            changed_at=uow.now,
        )
        for number, _ in enumerate(split_text(text), 1)
    ]
    uow.session.add_all(parts)
    uow.session.flush()
    return parts


def split_text(text: str) -> list[str]:
    """The words in parts of at most LONGEST_PART characters, cut at a line or sentence."""
    parts = []
    while len(text) > LONGEST_PART:
        head = text[:LONGEST_PART]
        cut = max(head.rfind(mark) for mark in ("\n", "。", "།", "；", " "))
        cut = cut + 1 if cut > LONGEST_PART // 2 else LONGEST_PART
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [*parts, text.strip()]


def _send_part(store: Store, carrier: Carrier, links: Links, part_id: int) -> None:
    with store.write() as uow:
        part = uow.session.get_one(TextPart, part_id)
        was_asked = part.status == ASKING
        number, text = _read_part(uow, part)
        part.status = ASKING
        token, planned_at = part.token, part.planned_at
        known = list_known_sids(uow.session, part.contact_id)
    sent: list[TextFact] = carrier.find_texts(number, planned_at) if was_asked else []
    ours = [fact.message_sid for fact in sent if fact.text == text]
    sid = next((each for each in ours if each not in known), None)
    error_code: int | None = None
    if sid is None:
        try:
            sid = carrier.send_text(number, text, links.text(token))
        except CarrierRefused as refusal:
            code = refusal.facts.get("carrier_code")
            error_code = code if isinstance(code, int) else 0
    with store.write() as uow:
        part = uow.session.get_one(TextPart, part_id)
        part.carrier_sid = part.carrier_sid or sid
        status = QUEUED if error_code is None else "failed"
        if RANKS[status] > RANKS[part.status]:
            part.error_code = error_code
            _move(uow, part, status)


def _read_part(uow: UnitOfWork, part: TextPart) -> tuple[str, str]:
    """The number and the words of a part; whoever was erased meanwhile has neither."""
    message = uow.session.get_one(Message, part.message_id)
    caller = uow.session.get_one(Contact, part.contact_id).caller
    key, number = caller.person_key, caller.number_sealed
    assert key is not None, "asked in plan_parts"
    assert number is not None, "asked in plan_parts"
    text = uow.vault.open(message.text_sealed, key)
    return uow.vault.open(number, key), split_text(text)[part.part - 1]


def change_text_status(
    uow: UnitOfWork, token: str, message_sid: str, status: str, error_code: int | None
) -> bool:
    """The carrier tells how a text stands; False for what is late, twice or unknown to us.

    Raises NotFound for a token that is not ours.
    """
    part = find_part_by_token(uow.session, token)
    part.carrier_sid = part.carrier_sid or message_sid or None
    if RANKS.get(status, -1) <= RANKS[part.status]:
        return False
    part.error_code = error_code
    _move(uow, part, status)
    return True


def _move(uow: UnitOfWork, part: TextPart, status: str) -> None:
    part.status, part.changed_at = status, uow.now
    uow.record(
        TEXT_MOVED,
        contact_id=part.contact_id,
        message_id=part.message_id,
        part=part.part,
        status=status,
        error_code=part.error_code,
    )
    uow.topics.update({f"contact:{part.contact_id}", f"contact:{part.contact_id}/messages"})
