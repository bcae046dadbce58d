"""A conversation as its pages show it: plain values, read from rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.doors.chat.choices import find_offered
from app.doors.chat.pictures import COMING, LOST
from app.doors.chat.queries import (
    ShownFile,
    find_first_answer,
    list_messages,
    measure_desk,
)
from app.doors.chat.waiting import estimate_wait_min
from app.hotline.answers.queries import find_article, list_judged
from app.hotline.callbacks.queries import find_due
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.safety import is_guarded
from app.hotline.dispatch.place_queries import count_waiting_before
from app.hotline.ratings.models import Way
from app.hotline.ratings.queries import find_rating, read_asking
from app.kit.storage.vault import Vault
from knowledge.language import WrittenLanguage, tag_language
from routing.model import Outcome

WAITS = frozenset({ContactStage.WAITING, ContactStage.OFFERED})
OVER = frozenset({ContactStage.ENDED, ContactStage.WRAPPING_UP})
HTML_LANGUAGES = {
    WrittenLanguage.BO: "bo",
    WrittenLanguage.MIXED: "bo",
    WrittenLanguage.ZH: "zh",
}

_PICTURES = {COMING: "coming", LOST: "lost"}


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message; `language` is what the line must be set for, "" when it does not matter."""

    message_id: int
    sender: str
    text: str
    sent_at: datetime
    language: str
    file: ShownFile | None = None
    fate: str = ""

    @property
    def picture(self) -> str:
        """Whether the line stands for a picture that is "coming" or "lost"; "" for words."""
        return _PICTURES.get(self.text, "") if self.file is None else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that the caller may touch; `language` is the one it is written in."""

    article_id: str
    question: str
    language: str


@dataclass(frozen=True, slots=True)
class OpenChat:
    """How a conversation stands; `place` counts from 1 while the caller waits.

    `wait_min`: whole minutes until a person probably comes, None when nobody can tell.
    `answered_by_at`: the line is closed, and the message is answered by then.
    `asks_about_answer`: the knowledge base spoke first, and the caller has not said whether that
    helped. `choices`: it asked which of these questions is meant. `asks_rating`: it is over and
    the caller may rate; `score` what they said.
    """

    contact_id: int
    state: str
    asked_at: datetime | None
    place: int | None
    messages: tuple[ChatLine, ...]
    wait_min: int | None = None
    answered_by_at: datetime | None = None
    asks_about_answer: bool = False
    choices: tuple[Choice, ...] = ()
    asks_rating: bool = False
    score: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be written."""
        return self.state in OVER and self.answered_by_at is None

    @property
    def is_with_agent(self) -> bool:
        """Whether a person is there."""
        return self.state == ContactStage.CONNECTED


def read_chat(session: Session, vault: Vault, contact: Contact) -> OpenChat:
    """The conversation of a written contact."""
    waits = contact.state in WAITS
    place = count_waiting_before(session, contact) + 1 if waits else None
    rating = find_rating(session, contact.id)
    is_left = contact.outcome == Outcome.LEFT_MESSAGE
    return OpenChat(
        contact_id=contact.id,
        state=contact.state,
        asked_at=contact.asked_at,
        place=place,
        messages=tuple(read_lines(session, vault, contact)),
        wait_min=guess_wait_min(session, place) if place else None,
        answered_by_at=find_due(session, contact.id) if is_left else None,
        asks_about_answer=_asks_about_answer(session, contact),
        choices=list_choices(session, contact),
        asks_rating=(rating is None or rating.score is None) and _may_rate(session, contact),
        score=rating.score if rating else None,
    )


def guess_wait_min(session: Session, place: int) -> int | None:
    """Whole minutes until somebody at this place is probably answered."""
    desk = measure_desk(session)
    return estimate_wait_min(place, desk.free_slots, desk.slots, desk.service_s)


def _asks_about_answer(session: Session, contact: Contact) -> bool:
    given = find_first_answer(session, contact.id)
    return given is not None and given.article_id not in list_judged(session, contact.id)


def list_choices(session: Session, contact: Contact) -> tuple[Choice, ...]:
    """What the caller may still choose from; nothing once a person is there."""
    offered = find_offered(session, contact.id)
    is_open = contact.state in WAITS or contact.outcome == Outcome.LEFT_MESSAGE
    if offered is None or offered.is_made or not is_open:
        return ()
    choices = []
    for article_id in offered.article_ids:
        texts = find_article(session, article_id).texts
        language = offered.language if offered.language in texts else next(iter(texts))
        choices.append(Choice(article_id, texts[language].question, language))
    return tuple(choices)


def _may_rate(session: Session, contact: Contact) -> bool:
    is_done = contact.state in OVER and contact.answered_at is not None
    return is_done and not is_guarded(contact) and read_asking(session).is_by(Way.CHAT)


def read_lines(session: Session, vault: Vault, contact: Contact) -> list[ChatLine]:
    """Every message of a contact, oldest first."""
    return [
        ChatLine(
            message.id,
            message.sender,
            message.text,
            message.sent_at,
            HTML_LANGUAGES.get(tag_language(message.text).language, ""),
            message.file,
            message.fate,
        )
        for message in list_messages(session, vault, contact)
    ]
