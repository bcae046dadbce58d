"""Every SELECT over written contacts and their messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.doors.chat.facts import FIRST_ANSWER_GIVEN
from app.doors.chat.models import ChatFile, Message, TextPart
from app.doors.chat.waiting import USUAL_SERVICE_S
from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import owes
from app.hotline.contacts.models import IS_LIVE, Caller, Contact, ContactStage
from app.hotline.contacts.queries import read_sealed
from app.kit.errors import NotFound
from app.kit.storage.event_log import Event
from app.kit.storage.locking import lock_found
from app.kit.storage.vault import Vault
from routing.model import Channel, Outcome

LATEST_COUNTED = 30
"""Conversations whose mean length tells how long the next one takes."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that came with a message; its name is the message's text."""

    id: int
    kind: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as both sides see it; `sender` is caller, agent or hotline."""

    id: int
    sender: str
    text: str
    sent_at: datetime
    file: ShownFile | None = None
    fate: str = ""
    """How it stands as a text message; "" when it is none."""


def find_chat(session: Session, token: str, *, locked: bool = False) -> Contact:
    """The written contact that a caller's page holds the token of; raises NotFound."""
    found = select(Contact).where(Contact.token == token, Contact.channel != "voice")
    contact = session.scalar(lock_found(found, of=Contact) if locked else found)
    if contact is None:
        raise NotFound(what="chat")
    return contact


def list_messages(
    session: Session, vault: Vault, contact: Contact, after_id: int = 0
) -> list[ShownMessage]:
    """A contact's messages after one already seen, oldest first."""
    fates = list_text_fates(session, contact.id)
    rows = session.execute(
        select(Message, ChatFile)
        .outerjoin(ChatFile, ChatFile.message_id == Message.id)
        .where(Message.contact_id == contact.id, Message.id > after_id)
        .order_by(Message.id)
    )
    return [
        ShownMessage(
            row.id,
            row.sender,
            read_sealed(vault, row.text_sealed, contact.caller),
            row.sent_at,
            ShownFile(file.id, file.kind, file.size_bytes) if file else None,
            fates.get(row.id, ""),
        )
        for row, file in rows
    ]


def count_files(session: Session, contact_id: int) -> int:
    """How many files a conversation holds."""
    files = select(func.count()).select_from(ChatFile).where(ChatFile.contact_id == contact_id)
    return session.scalar(files) or 0


def has_file(session: Session, message_id: int) -> bool:
    """Whether a message came with a file."""
    return session.scalar(select(ChatFile.id).where(ChatFile.message_id == message_id)) is not None


def find_file(session: Session, contact_id: int, file_id: int) -> ChatFile:
    """A file of this very conversation; raises NotFound."""
    file = session.scalar(
        select(ChatFile).where(ChatFile.id == file_id, ChatFile.contact_id == contact_id)
    )
    if file is None:
        raise NotFound(what="file", file_id=file_id)
    return file


def find_message(session: Session, contact_id: int, sender_token: str) -> Message | None:
    """A message that was already taken under the sender's own token."""
    return session.scalar(
        select(Message).where(
            Message.contact_id == contact_id, Message.sender_token == sender_token
        )
    )


def find_open_text(session: Session, number_index: str) -> Contact | None:
    """The conversation by text message that somebody has with us now, or the message that they
    left and that waits for its answer."""
    is_live = Contact.state.not_in(("ended", "wrapping_up"))
    is_left = (Contact.outcome == Outcome.LEFT_MESSAGE) & owes(Contact.id)
    return session.scalar(
        select(Contact)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(
            Caller.number_index == number_index,
            Contact.channel == "text",
            or_(is_live, is_left),
        )
        .order_by(Contact.id.desc())
        .limit(1)
    )


def find_blocked_text(session: Session, number_index: str, since: datetime) -> Contact | None:
    """The contact in which the texts of a blocked number are kept, begun at or after `since`."""
    return session.scalar(
        select(Contact)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(
            Caller.number_index == number_index,
            Contact.channel == "text",
            Contact.outcome == Outcome.BLOCKED,
            Contact.arrived_at >= since,
        )
        .order_by(Contact.id.desc())
        .limit(1)
    )


def has_first_answer(session: Session, contact_id: int, sender_token: str) -> bool:
    """Whether the knowledge base has spoken already, or an agent has."""
    spoken = select(Message.id).where(Message.contact_id == contact_id, Message.sender == "agent")
    known = find_message(session, contact_id, sender_token)
    return known is not None or session.scalar(spoken.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The article that answered first, in the language in which it did."""

    article_id: str
    language: str


def find_first_answer(session: Session, contact_id: int) -> GivenAnswer | None:
    """What the knowledge base said first in a conversation."""
    data = session.scalar(
        select(Event.data)
        .where(Event.contact_id == contact_id, Event.kind == FIRST_ANSWER_GIVEN.name)
        .order_by(Event.id)
        .limit(1)
    )
    return GivenAnswer(data["article_id"], data["language"]) if data else None


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """How many conversations those on duty can hold, and how long one takes them (seconds)."""

    slots: int
    free_slots: int
    service_s: float


def measure_desk(session: Session) -> WritingDesk:
    """Who could answer in writing now, and the mean length of the latest conversations."""
    on_duty = session.execute(
        select(Agent.id, Agent.chat_capacity).where(
            Agent.is_enabled, Agent.state.in_(("ready", "offered", "engaged", "wrapping_up"))
        )
    ).all()
    slots = sum(capacity for _, capacity in on_duty)
    held = session.scalar(
        select(func.count())
        .select_from(Contact)
        .where(IS_LIVE, Contact.channel != "voice", Contact.state == ContactStage.CONNECTED)
    )
    lengths_s = _list_lengths_s(session)
    service_s = sum(lengths_s) / len(lengths_s) if lengths_s else USUAL_SERVICE_S
    return WritingDesk(slots, max(0, slots - (held or 0)), service_s)


def _list_lengths_s(session: Session) -> list[float]:
    """How long each of the latest conversations took, in seconds."""
    spans = [
        (start, end)
        for channel in (Channel.CHAT, Channel.TEXT)
        for start, end in session.execute(
            select(Contact.answered_at, Contact.ended_at)
            .where(
                Contact.channel == channel,
                Contact.closed_at.is_not(None),
                Contact.answered_at.is_not(None),
            )
            .order_by(Contact.closed_at.desc())
            .limit(LATEST_COUNTED)
        )
        if start and end
    ]
    spans.sort(key=lambda span: span[1])
    return [(end - start).total_seconds() for start, end in spans[-LATEST_COUNTED:]]


def list_parts(session: Session, message_id: int) -> list[TextPart]:
    """The text messages that a message of ours was sent as, in order."""
    parts = select(TextPart).where(TextPart.message_id == message_id).order_by(TextPart.part)
    return list(session.scalars(parts))


def list_known_sids(session: Session, contact_id: int) -> set[str]:
    """The carrier's ids of the texts of a contact that are known to be ours."""
    sids = select(TextPart.carrier_sid).where(
        TextPart.contact_id == contact_id, TextPart.carrier_sid.is_not(None)
    )
    return {sid for sid in session.scalars(sids) if sid}


def find_part_by_token(session: Session, token: str) -> TextPart:
    """The text whose status callback bears this token; raises NotFound."""
    part = session.scalar(lock_found(select(TextPart).where(TextPart.token == token)))
    if part is None:
        raise NotFound(what="text")
    return part


def list_text_fates(session: Session, contact_id: int) -> dict[int, str]:
    """How each message that went by text stands: of several parts the worst."""
    rows = session.execute(
        select(TextPart.message_id, TextPart.status).where(TextPart.contact_id == contact_id)
    )
    fates: dict[int, str] = {}
    for message_id, status in rows:
        known = fates.get(message_id, status)
        fates[message_id] = min(known, status, key=_order_fate)
    return fates


def _order_fate(status: str) -> int:
    order = ("failed", "undelivered", "canceled", "withheld", "planned", "asking")
    return order.index(status) if status in order else len(order) + (status == "delivered")
