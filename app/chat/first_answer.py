"""The first answer of a chat, from the knowledge base, while a person is already being asked for.

Only what the public may see is sent, with the law it rests on; when nothing fits, nothing is
said and the question goes to the editors' gap list.
"""

from __future__ import annotations

from app.answers.actions import keep_gap
from app.answers.book import AnswerBook, Side, find_today
from app.answers.suggestions import suggest
from app.chat.actions import Words, write_as_hotline
from app.chat.queries import find_chat, has_first_answer
from app.chat.wording import Wording
from app.contacts.models import ContactStage
from app.storage.unit_of_work import Store

TOKEN = "first-answer"  # noqa: S105 - the message's name: said twice, it is one


def answer_first(store: Store, book: AnswerBook, wording: Wording, token: str, text: str) -> bool:
    """Answer a waiting caller's first message; False when nothing fits or it is too late."""
    with store.read() as session:
        contact = find_chat(session, token)
        waits = contact.state in {ContactStage.WAITING, ContactStage.OFFERED}
        if not waits or has_first_answer(session, contact.id, TOKEN):
            return False
        found = suggest(session, book, Side.PUBLIC, text, today=find_today(store), limit=1)
    with store.write() as uow:
        contact = find_chat(uow.session, token)
        if not found.something_fits:
            keep_gap(uow, text, found.language, contact.id)
            return False
        item = found.items[0]
        words = Words(wording.write_answer(item.text, item.legal_basis, item.language), TOKEN)
        message = write_as_hotline(uow, contact, words)
        uow.record(
            "first_answer_given",
            contact_id=contact.id,
            message_id=message.id,
            article_id=item.article_id,
            confidence=round(item.confidence, 3),
        )
    return True
