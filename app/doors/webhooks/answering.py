"""The first answer that a text is owed, until it has been given or was found to be none.

Owed in the transaction that takes the text in (its receipt's verdict): whoever dies before
answering, or finds no database, leaves it to the next look (`homecoming`).
"""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select, update

from app.doors.chat.models import Message
from app.doors.webhooks.incoming_texts import TEXTS_PATH
from app.doors.webhooks.models import ANSWER_OWED, IS_OWED, Receipt
from app.hotline.contacts.models import Contact
from app.hotline.contacts.queries import read_sealed
from app.hotline.services import AnswerText
from app.kit.storage.away import find_lack
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

OWED_FOR = timedelta(days=1)
"""Afterwards a machine's answer comes too late: a person has the text before them."""


def answer_owed_texts(store: Store, answer: AnswerText) -> None:
    """Answer every text that is owed an answer, in the order in which they were taken in.

    Raises what the database raises while it is away; a fault of the answering is no reason to
    try for ever.
    """
    since = store.clock.now() - OWED_FOR
    owed = (
        select(Receipt.call_sid)
        .where(Receipt.path == TEXTS_PATH, Receipt.received_at >= since)
        .where(IS_OWED)
        .order_by(Receipt.id)
    )
    with store.read() as session:
        sids = [str(sid) for sid in session.scalars(owed)]
    for sid in sids:
        try:
            _answer(store, answer, sid)
        except Exception as error:
            if find_lack(error) is not None:
                raise
            log.exception("a text could not be answered")
        note_answered(store, sid)


def note_answered(store: Store, message_sid: str) -> None:
    """Nothing is owed to this text any more."""
    own = Receipt.path == TEXTS_PATH, Receipt.call_sid == message_sid
    with store.write() as uow:
        owed = update(Receipt).where(*own, Receipt.verdict == ANSWER_OWED)
        uow.session.execute(owed.values(verdict="applied"))


def _answer(store: Store, answer: AnswerText, message_sid: str) -> None:
    said = (
        select(Contact, Message.text_sealed)
        .join(Message, Message.contact_id == Contact.id)
        .where(Contact.channel == "text", Message.sender_token == message_sid)
    )
    with store.read() as session:
        found = session.execute(said).first()
        words = read_sealed(store.vault, found[1], found[0].caller) if found else ""
        token = found[0].token if found else ""
    if words:
        answer(token, words)
