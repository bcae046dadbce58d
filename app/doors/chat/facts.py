"""Facts of conversations in writing: ids, lengths and codes, never a word of them."""

from __future__ import annotations

from app.kit.storage.facts import (
    AGENT,
    ANSWER_ID,
    CODE,
    CONTACT,
    COUNT,
    ID,
    NUMBER,
    FactKind,
    maybe,
)

FIRST_ANSWER_GIVEN = FactKind(
    "first_answer_given",
    CONTACT,
    message_id=ID,
    article_id=ANSWER_ID,
    language=CODE,
    confidence=maybe(NUMBER),
)
"""Without a confidence: the caller chose the question themselves."""
SENT_TO_12345 = FactKind("sent_to_12345", CONTACT, message_id=ID)
ANSWER_SENT = FactKind("answer_sent", CONTACT, AGENT, message_id=ID, article_id=ANSWER_ID)
FILE_SENT = FactKind("file_sent", CONTACT, AGENT, file_id=ID, media_type=CODE, size_bytes=COUNT)
FILE_OPENED = FactKind("file_opened", CONTACT, AGENT, file_id=ID)
PICTURE_LOST = FactKind("picture_lost", CONTACT, message_id=ID)
LEFT_MESSAGE_READ = FactKind("left_message_read", CONTACT, account_id=ID)
TEXT_MOVED = FactKind(
    "text_moved", CONTACT, message_id=ID, part=COUNT, status=CODE, error_code=maybe(COUNT)
)
TEXTS_REFUSED = FactKind("texts_refused", CONTACT)
TEXTS_WANTED_AGAIN = FactKind("texts_wanted_again")
