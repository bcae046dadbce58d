"""Facts of the knowledge base, and of the answers that callers were offered from it."""

from __future__ import annotations

from app.kit.storage.facts import (
    ANSWER_ID,
    CODE,
    CONTACT,
    COUNT,
    ID,
    NUMBER,
    FactKind,
    list_of,
    maybe,
    one_of,
)
from knowledge.content import TextState

ANSWER_EDITED = FactKind("answer_edited", article=ANSWER_ID, language=CODE, account=maybe(ID))
ANSWER_MOVED = FactKind(
    "answer_moved", article=ANSWER_ID, language=CODE, state=one_of(TextState), account=maybe(ID)
)
GAPS_OPENED = FactKind("gaps_opened", account_id=ID)
REVIEWS_DUE = FactKind("reviews_due", for_review=COUNT, over=COUNT)
CHOICE_OFFERED = FactKind(
    "choice_offered",
    CONTACT,
    message_id=ID,
    article_ids=list_of(ANSWER_ID),
    language=CODE,
    confidence=maybe(NUMBER),
)
CHOICE_MADE = FactKind("choice_made", CONTACT, article_id=ANSWER_ID)
