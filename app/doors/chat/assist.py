"""The agent's help in a contact: what fits the caller's words, sending it, and what came of it.

Whether an answer is sent is the agent's decision; what is sent is what the public may read
today, and a text goes only where the person may be texted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.doors.chat.actions import write_as_agent, write_as_text
from app.doors.chat.choices import Offered, find_offered
from app.doors.chat.facts import ANSWER_SENT
from app.doors.chat.message_actions import Words
from app.doors.chat.models import Message
from app.doors.chat.queries import ShownMessage
from app.doors.chat.wording import ChatWording
from app.hotline.answers.actions import keep_gap, keep_use
from app.hotline.answers.book import AnswerBook, Side
from app.hotline.answers.queries import list_judged, read_public_article
from app.hotline.answers.suggestions import Suggestion, Suggestions, suggest
from app.hotline.contacts.models import Contact
from app.kit.errors import Refused
from app.kit.storage.unit_of_work import UnitOfWork

NEWEST_ASKED = 3
"""So many of a caller's newest messages are looked up."""
PERHAPS_ABOVE = 0.03
"""Staff also see what only may fit: they judge it at a glance, where a caller could not."""


@dataclass(frozen=True, slots=True)
class Help:
    """What fits which words; `judged` says of articles whether they helped in this contact,
    `offered` what the caller was offered to choose from."""

    words: str
    found: Suggestions
    judged: dict[str, bool]
    offered: Offered | None = None

    @property
    def confidence(self) -> float:
        """Of the best answer, 0 when there is none."""
        return self.found.items[0].confidence if self.found.items else 0.0

    @property
    def shown(self) -> tuple[Suggestion, ...]:
        """What is worth an agent's look, best first."""
        return tuple(item for item in self.found.items if item.confidence >= PERHAPS_ABOVE)


@dataclass(frozen=True, slots=True)
class ChosenAnswer:
    """An article in the language in which it is to be sent or judged."""

    article_id: str
    language: str


def find_help(
    session: Session, book: AnswerBook, contact: Contact, words: str, today: date
) -> Help:
    """What staff may see that fits `words`, in the caller's language."""
    language = contact.language
    found = suggest(session, book, Side.STAFF, words, today=today, language=language)
    judged = list_judged(session, contact.id)
    return Help(words, found, judged, find_offered(session, contact.id))


def find_help_for_chat(
    session: Session,
    book: AnswerBook,
    contact: Contact,
    messages: Sequence[ShownMessage],
    today: date,
) -> Help:
    """What fits best what the caller wrote last ("thank you" fits nothing better)."""
    asked = [message.text for message in messages if message.sender == "caller"]
    newest = asked[: -NEWEST_ASKED - 1 : -1] or [""]
    helps = [find_help(session, book, contact, words, today) for words in newest]
    return max(helps, key=lambda each: each.confidence)


def send_answer(
    uow: UnitOfWork,
    wording: ChatWording,
    contact: Contact,
    agent_id: int,
    chosen: ChosenAnswer,
    today: date,
    *,
    training: bool,
) -> Message:
    """Send the short answer: into the conversation, or to a caller on the telephone by text.

    Sent twice it is one message. Raises NotFound for an article that the public may not read
    today, Refused where the person must not be texted.
    """
    article = read_public_article(uow.session, chosen.article_id, today, training=training)
    text = article.texts.get(chosen.language)
    if text is None:
        raise Refused("not_approved")
    words = Words(
        wording.write_answer(text, article.legal_basis, chosen.language),
        f"answer:{chosen.article_id}:{chosen.language}"[:64],
    )
    write = write_as_text if contact.channel == "voice" else write_as_agent
    message = write(uow, contact, agent_id, words)
    uow.record(
        ANSWER_SENT,
        contact_id=contact.id,
        agent_id=agent_id,
        message_id=message.id,
        article_id=article.id,
    )
    return message


def judge_answer(
    uow: UnitOfWork,
    contact: Contact,
    account_id: int | None,
    chosen: ChosenAnswer,
    *,
    helped: bool,
    question: str = "",
) -> None:
    """Keep whether an answer helped; the question of one that did not goes to the editors."""
    keep_use(
        uow,
        chosen.article_id,
        chosen.language,
        helped=helped,
        account_id=account_id,
        contact_id=contact.id,
    )
    if not helped:
        keep_gap(uow, question, contact.language or "", contact.id)
    uow.topics.add(f"contact:{contact.id}")
