"""The first answer of a chat, from the knowledge base, while a person is already being asked for.

Only what the public may see is sent, with the law it rests on; when nothing fits, nothing is
said and the question goes to the editors' gap list.  The caller says whether it helped: then
nobody need come, or a person comes all the same.
"""

from __future__ import annotations

from app.answers.actions import keep_gap, keep_use
from app.answers.book import AnswerBook, Side, find_today
from app.answers.suggestions import suggest
from app.chat.keeping import Words, keep_message
from app.chat.queries import find_chat, find_first_answer, has_first_answer, list_messages
from app.chat.wording import PERSON_COMES, Wording
from app.contacts.models import Contact, ContactStage
from app.dispatch.actions import end_contact
from app.dispatch.desk import RoutingWork
from app.errors import NotFound
from app.storage.unit_of_work import Store
from routing.model import Outcome

TOKEN = "first-answer"  # noqa: S105 - the message's name: said twice, it is one
PERSON_TOKEN = "person-comes"  # noqa: S105 - as above
WAITS = frozenset({ContactStage.WAITING, ContactStage.OFFERED})


def answer_first(store: Store, book: AnswerBook, wording: Wording, token: str, text: str) -> bool:
    """Answer a message that nobody has answered; False when nothing fits or it is too late."""
    with store.read() as session:
        contact = find_chat(session, token)
        is_alone = contact.state in WAITS or contact.outcome == Outcome.LEFT_MESSAGE
        if not is_alone or has_first_answer(session, contact.id, TOKEN):
            return False
        found = suggest(session, book, Side.PUBLIC, text, today=find_today(store), limit=1)
    with store.write() as uow:
        contact = find_chat(uow.session, token)
        if not found.something_fits:
            keep_gap(uow, text, found.language, contact.id)
            return False
        item = found.items[0]
        words = Words(wording.write_answer(item.text, item.legal_basis, item.language), TOKEN)
        message = keep_message(uow, contact, "hotline", words)
        uow.record(
            "first_answer_given",
            contact_id=contact.id,
            message_id=message.id,
            article_id=item.article_id,
            language=item.language,
            confidence=round(item.confidence, 3),
        )
    return True


def judge_first_answer(
    work: RoutingWork, wording: Wording, contact: Contact, *, helped: bool
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
        asked = [m.text for m in list_messages(uow.session, uow.vault, contact)]
        keep_gap(uow, asked[0] if asked else "", contact.language or "", contact.id)
    if contact.state in WAITS:
        if helped:
            end_contact(work, contact, Outcome.SELF_SERVED)
        else:
            words = Words(wording.write(PERSON_COMES, contact.language), PERSON_TOKEN)
            keep_message(uow, contact, "hotline", words)
