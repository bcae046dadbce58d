"""Choosing by text message: the reply 1, 2, 3 or 0 to questions that were offered (B101)."""

from __future__ import annotations

from app.doors.chat.choices import find_offered
from app.doors.chat.first_answer import announce_person, choose, is_alone, may_be_told
from app.doors.chat.text_wording import TextWording
from app.hotline.answers.usefulness import NONE
from app.hotline.contacts.models import Contact
from app.kit.errors import NotFound
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.keywords import read_choice


def find_choice(uow: UnitOfWork, contact: Contact, text: str) -> str:
    """The article that a reply chooses, or NONE; "" for what is said to a person.

    That is all that was not offered, comes too late, or could not be answered by text now.
    """
    number = read_choice(text)
    if number is None:
        return ""
    offered = find_offered(uow.session, contact.id)
    if offered is None or offered.is_made or number > len(offered.article_ids):
        return ""
    if not is_alone(contact) or not may_be_told(uow.vault, contact, uow.now):
        return ""
    return (NONE, *offered.article_ids)[number]


def make_choice(
    uow: UnitOfWork, wording: TextWording, contact: Contact, choice: str, *, training: bool
) -> None:
    """Give what was chosen; of an answer that was withdrawn meanwhile a person takes care."""
    try:
        choose(uow, wording, contact, choice, training=training)
    except NotFound:
        announce_person(uow, wording, contact)
