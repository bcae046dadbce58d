"""The first answer of a chat, from the knowledge base, while a person is already being asked for.

Only what the public may see is sent, with the law it rests on. What is sure is answered; what may
fit is offered as questions to choose from; another office's matter is sent to 12345 in words; of
anything else the caller hears that a person comes, and the editors get the question.  The caller
says whether an answer helped: then nobody need come, or a person comes all the same.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.doors.chat.choices import find_offered
from app.doors.chat.facts import FIRST_ANSWER_GIVEN, SENT_TO_12345
from app.doors.chat.message_actions import Words, keep_message, keep_own_words
from app.doors.chat.queries import find_chat, find_first_answer, has_first_answer, list_messages
from app.doors.chat.wording import ChatWording
from app.hotline.answers.actions import keep_gap, keep_use
from app.hotline.answers.book import AnswerBook, Side, find_today
from app.hotline.answers.facts import CHOICE_MADE, CHOICE_OFFERED
from app.hotline.answers.queries import read_public_article
from app.hotline.answers.suggestions import Suggestion, Suggestions, suggest
from app.hotline.answers.usefulness import NONE
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number
from app.hotline.dispatch.actions import end_contact
from app.hotline.dispatch.router import RoutingWork
from app.kit.errors import NotFound, Refused
from app.kit.i18n.formats import LINE_TIME
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Vault
from knowledge.bands import Sureness
from knowledge.scope import Scope
from knowledge.small_talk import is_small_talk
from routing.model import Outcome

TOKEN = "first-answer"  # noqa: S105 - the message's name: said twice, it is one
PERSON_TOKEN = "person-comes"  # noqa: S105 - as above
CHOICE_TOKEN = "choices"  # noqa: S105 - as above
CHOSEN_TOKEN = "chosen"  # noqa: S105 - as above
OFFICE_TOKEN = "other-office"  # noqa: S105 - as above
WAITS = frozenset({ContactStage.WAITING, ContactStage.OFFERED})


def answer_first(
    store: Store, book: AnswerBook, wording: ChatWording, token: str, text: str
) -> bool:
    """Answer a message that nobody has answered; False when nothing fits or it is too late."""
    with store.read() as session:
        contact = find_chat(session, token)
        if not _may_answer(session, contact) or not may_be_told(
            store.vault, contact, store.clock.now()
        ):
            return False
        found = suggest(
            session,
            book,
            Side.PUBLIC,
            text,
            today=find_today(store),
            language=contact.language,
        )
    with store.write() as uow:
        contact = find_chat(uow.session, token, locked=True)
        if not _may_answer(uow.session, contact):  # somebody was quicker, or danger was marked
            return False
        if found.scope is Scope.NON_LEGAL:
            _send_to_other_office(uow, wording, contact)
        elif found.offered and found.band is Sureness.SURE:
            _give(uow, wording, contact, found.offered[0])
        elif found.offered:
            _offer(uow, wording, contact, found)
        else:
            keep_gap(uow, text, found.language, contact.id)
            if contact.state in WAITS and not is_small_talk(text):
                announce_person(uow, wording, contact)
    return bool(found.offered)


def _may_answer(session: Session, contact: Contact) -> bool:
    """Whether nothing was answered yet; the first answer to somebody in danger names help."""
    said = (TOKEN, CHOICE_TOKEN)
    is_first = not any(has_first_answer(session, contact.id, token) for token in said)
    return is_first and is_alone(contact) and not contact.danger


def may_be_told(vault: Vault, contact: Contact, now: datetime) -> bool:
    """Whether the hotline may speak by itself: always on a page; by text only where a text may
    go at this hour and may tell what it is about."""
    if contact.channel != "text":
        return True
    is_plain = not contact.neutral_words
    return is_plain and find_reachable_number(vault, contact, ReachAllowed.TEXT, now) != ""


def is_alone(contact: Contact) -> bool:
    """Whether no person has answered yet."""
    return contact.state in WAITS or contact.outcome == Outcome.LEFT_MESSAGE


def _give(uow: UnitOfWork, wording: ChatWording, contact: Contact, item: Suggestion) -> None:
    told = wording.write_first_answer(item.article_id, item.text, item.legal_basis, item.language)
    message = keep_own_words(uow, contact, Words(told, TOKEN))
    uow.record(
        FIRST_ANSWER_GIVEN,
        contact_id=contact.id,
        message_id=message.id,
        article_id=item.article_id,
        language=item.language,
        confidence=round(item.confidence, 3),
    )


def _offer(uow: UnitOfWork, wording: ChatWording, contact: Contact, found: Suggestions) -> None:
    questions = [item.text.question for item in found.offered]
    language = found.offered[0].language
    words = Words(wording.write_choices(questions, language), CHOICE_TOKEN)
    message = keep_own_words(uow, contact, words)
    uow.record(
        CHOICE_OFFERED,
        contact_id=contact.id,
        message_id=message.id,
        article_ids=[item.article_id for item in found.offered],
        language=language,
        confidence=round(found.offered[0].confidence, 3),
    )


def _send_to_other_office(uow: UnitOfWork, wording: ChatWording, contact: Contact) -> None:
    words = Words(wording.write_other_office(contact.language), OFFICE_TOKEN)
    message = keep_own_words(uow, contact, words)
    uow.record(SENT_TO_12345, contact_id=contact.id, message_id=message.id)


def announce_person(uow: UnitOfWork, wording: ChatWording, contact: Contact) -> None:
    words = Words(wording.write_person_comes(contact.language), PERSON_TOKEN)
    keep_own_words(uow, contact, words)


def choose(
    uow: UnitOfWork, wording: ChatWording, contact: Contact, choice: str, *, training: bool
) -> None:
    """The caller touches one of the questions, or says that none of them is meant (NONE).

    One touch gives the answer; the first choice stays. Raises NotFound for what was not offered
    or may no longer be read, Refused once the conversation is over.
    """
    offered = find_offered(uow.session, contact.id)
    if offered is None or choice not in (*offered.article_ids, NONE):
        raise NotFound(what="choice")
    if offered.is_made:
        return
    if contact.state != ContactStage.CONNECTED and not is_alone(contact):
        raise Refused("contact_ended")
    if choice == NONE:
        _say_none(uow, wording, contact)
    else:
        _give_chosen(uow, wording, contact, choice, offered.language, training=training)
    uow.record(CHOICE_MADE, contact_id=contact.id, article_id=choice)
    uow.topics.add(f"contact:{contact.id}")


def _say_none(uow: UnitOfWork, wording: ChatWording, contact: Contact) -> None:
    _keep_question(uow, contact)
    if contact.state in WAITS:
        announce_person(uow, wording, contact)


def _give_chosen(
    uow: UnitOfWork,
    wording: ChatWording,
    contact: Contact,
    article_id: str,
    language: str,
    *,
    training: bool,
) -> None:
    today = uow.now.astimezone(LINE_TIME).date()
    article = read_public_article(uow.session, article_id, today, training=training)
    language = language if language in article.texts else next(iter(article.texts))
    text = article.texts[language]
    if contact.channel != "text":  # who texts has said it in words of their own
        keep_message(uow, contact, "caller", Words(text.question, CHOSEN_TOKEN))
    told = wording.write_first_answer(article.id, text, article.legal_basis, language)
    message = keep_own_words(uow, contact, Words(told, TOKEN))
    uow.record(
        FIRST_ANSWER_GIVEN,
        contact_id=contact.id,
        message_id=message.id,
        article_id=article_id,
        language=language,
    )


def _keep_question(uow: UnitOfWork, contact: Contact) -> None:
    """What the caller wrote first goes to the editors."""
    asked = [m.text for m in list_messages(uow.session, uow.vault, contact)]
    keep_gap(uow, asked[0] if asked else "", contact.language or "", contact.id)


def judge_first_answer(
    work: RoutingWork, wording: ChatWording, contact: Contact, *, helped: bool
) -> None:
    """The caller says whether it helped: the conversation ends, or a person is on the way.

    Said twice it is said once. Raises NotFound where no answer was given.
    """
    uow = work.uow
    given = find_first_answer(uow.session, contact.id)
    if given is None:
        raise NotFound(what="first_answer")
    keep_use(
        uow,
        given.article_id,
        given.language,
        helped=helped,
        account_id=None,
        contact_id=contact.id,
    )
    uow.topics.add(f"contact:{contact.id}")
    if not helped:
        _keep_question(uow, contact)
    if contact.state in WAITS:
        if helped and not contact.danger:
            end_contact(work, contact, Outcome.SELF_SERVED)
        else:
            announce_person(uow, wording, contact)
