"""Takes in what somebody texted us: told by the carrier, or asked of it after an absence of ours.

Each text once, known by its MessageSid, whichever way it comes first.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.doors.chat.actions import write_as_caller
from app.doors.chat.message_actions import MAX_CHARACTERS, Words, keep_message
from app.doors.chat.pictures import COMING, MOST_PICTURES, owe_picture
from app.doors.chat.queries import find_message
from app.doors.chat.text_wording import TextWording
from app.doors.chat.texts import is_in_conversation, receive_text, was_asked_to_choose
from app.doors.webhooks.bodies import pack_form
from app.doors.webhooks.models import ANSWER_OWED, Receipt
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.router import RoutingWork
from app.hotline.duty.actions import return_by_text
from app.hotline.ratings.actions import rate_by_text
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.port import IncomingText
from knowledge.tidying import shows_something
from routing.model import Outcome

TEXTS_PATH = "/twilio/messages"
"""The verdict of a text that the knowledge base has not looked at yet (`answering`)."""


@dataclass(frozen=True, slots=True)
class TakenText:
    """The verdict of a text's receipt; `chat_token` names the conversation whose words may now
    be answered from the knowledge base, "" where they must not."""

    verdict: str
    chat_token: str = ""


def is_text_known(uow: UnitOfWork, message_sid: str) -> bool:
    """Whether this very text was taken in already."""
    known = select(Receipt.id).where(Receipt.path == TEXTS_PATH, Receipt.call_sid == message_sid)
    return uow.session.scalar(known.limit(1)) is not None


def keep_text_receipt(uow: UnitOfWork, message_sid: str, verdict: str) -> None:
    """So that the carrier's own telling of it, should it still come, is a repeat."""
    uow.session.add(
        Receipt(
            path=TEXTS_PATH,
            call_sid=message_sid,
            received_at=uow.now,
            body_sealed=uow.vault.seal_bytes(pack_form({})),
            answer="",
            verdict=verdict,
        )
    )


def take_text(
    work: RoutingWork,
    wording: TextWording,
    incoming: IncomingText,
    *,
    training: bool = False,
    is_blocked: bool = False,
) -> TakenText:
    """A text message, with its pictures; one that shows nothing asks for nobody."""
    uow, number, sid = work.uow, incoming.number, incoming.message_sid
    text, pictures = incoming.text.strip(), incoming.pictures[:MOST_PICTURES]
    said = _split(text, sid) if shows_something(text) else []
    said += [Words(COMING, f"{sid}-picture-{number}") for number in range(len(pictures))]
    if not said:
        return TakenText("empty")
    is_command = (
        not pictures
        and not is_in_conversation(uow.session, uow.vault, number)
        and not was_asked_to_choose(uow.session, uow.vault, number)
        and (return_by_text(work, number, text) or rate_by_text(uow, number, text, sid))
    )
    if is_command:
        return TakenText("applied")
    contact = receive_text(work, wording, number, said[0], training=training, is_blocked=is_blocked)
    if contact is None:
        return TakenText("opted_out")
    _take_rest(work, wording, contact, said, pictures)
    if is_blocked or not shows_something(text):
        return TakenText("applied")
    return TakenText(ANSWER_OWED, contact.token)


def _split(text: str, sid: str) -> list[Words]:
    """As many messages as the words need; nothing is cut off."""
    starts = range(0, len(text), MAX_CHARACTERS)
    pieces = (text[start : start + MAX_CHARACTERS] for start in starts)
    shown = [piece for piece in pieces if shows_something(piece)]
    return [
        Words(piece, sid if part == 0 else f"{sid}-part-{part}") for part, piece in enumerate(shown)
    ]


def _take_rest(
    work: RoutingWork,
    wording: TextWording,
    contact: Contact,
    said: list[Words],
    pictures: tuple[str, ...],
) -> None:
    """What came with the first words: more of them, and pictures; a blocked number's are not
    fetched."""
    uow, is_blocked = work.uow, contact.outcome == Outcome.BLOCKED
    for words in said[1:]:
        if is_blocked:
            keep_message(uow, contact, "caller", words)
        else:
            write_as_caller(work, wording, contact, words)
    for words, url in zip(said[len(said) - len(pictures) :], pictures, strict=True):
        message = find_message(uow.session, contact.id, words.sender_token)
        if message is not None and not is_blocked:
            owe_picture(uow, message, url)
