"""What is done to the knowledge base: import, edit, submit, approve, retire; use and gaps.

Every change keeps what was there before and records who did it. Nobody approves words that
they did not put their name to, and changed words are a draft again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.answers.facts import ANSWER_EDITED, ANSWER_MOVED
from app.hotline.answers.models import (
    AnswerArticle,
    AnswerGap,
    AnswerText,
    AnswerUse,
    AnswerVersion,
)
from app.hotline.answers.queries import find_last_change, find_text, find_use, read_text
from app.kit.errors import BadInput, Refused
from app.kit.storage.unit_of_work import Store, UnitOfWork
from knowledge.content import (
    STEPS,
    WORDS,
    Article,
    ArticleText,
    TextState,
    check_text,
    read_shipped_articles,
)
from knowledge.rows import RowError
from knowledge.small_talk import is_small_talk
from knowledge.text import make_search_key

LONGEST_GAP = 500
IMPORTED_AT_ONCE = 10
"""Articles of a transaction: a tenth of a second, for which a call may wait."""
_LONG_NUMBER = re.compile(r"\d[\d \-]{5,}\d[\dXx]?")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many texts were new, changed, or as they were."""

    added: int
    changed: int
    same: int


def import_articles(
    uow: UnitOfWork, articles: Iterable[Article], account_id: int | None = None
) -> Imported:
    """Add articles or bring them to the given words.

    A changed text keeps the state its row names only if that is draft or in review: an import
    approves nothing. New rows may arrive approved (an earlier export).
    """
    outcomes = [
        _import_text(uow, article, language, text, account_id)
        for article in articles
        for language, text in _keep_article(uow, article)
    ]
    return Imported(outcomes.count("added"), outcomes.count("changed"), outcomes.count("same"))


def import_in_parts(
    store: Store, articles: Iterable[Article], account_id: int | None = None
) -> Imported:
    """As `import_articles`, a few in each transaction: thousands of articles take minutes, and a
    call waits for one transaction at most.

    What was taken in before a failure stays; the same file again changes only the rest.
    """
    left, counted = iter(articles), Imported(0, 0, 0)
    while part := list(itertools.islice(left, IMPORTED_AT_ONCE)):
        with store.write() as uow:
            done = import_articles(uow, part, account_id)
        counted = Imported(
            counted.added + done.added, counted.changed + done.changed, counted.same + done.same
        )
    return counted


def seed_articles(uow: UnitOfWork) -> Imported:
    """Take in the articles that come with the product, into an empty knowledge base only."""
    if find_last_change(uow.session):
        return Imported(0, 0, 0)
    return import_articles(uow, read_shipped_articles())


def _keep_article(uow: UnitOfWork, article: Article) -> list[tuple[str, ArticleText]]:
    row = uow.session.get(AnswerArticle, article.id)
    if is_new := row is None:
        row = AnswerArticle(id=article.id, created_at=uow.now)
        uow.session.add(row)
    values = {
        "topic": article.topic,
        "audience": list(article.audience),
        "owner_unit": article.owner_unit,
        "valid_from": article.valid_from,
        "valid_to": article.valid_to,
        "review_on": article.review_on,
        "legal_basis": {"items": [asdict(item) for item in article.legal_basis]},
    }
    for name, value in values.items():
        if is_new or name not in article.absent:
            setattr(row, name, value)
    uow.session.flush()
    return list(article.texts.items())


def _list_absent(article: Article, language: str) -> list[str]:
    return [name for name in WORDS if f"{language}.{name}" in article.absent]


def _import_text(
    uow: UnitOfWork, article: Article, language: str, text: ArticleText, account_id: int | None
) -> str:
    row = _find_text_or_none(uow.session, article.id, language)
    if row is None:
        row = AnswerText(article_id=article.id, language=language, version=0)
        _write(uow, row, text, account_id)
        return "added"
    known = read_text(row)
    text = replace(text, **{name: getattr(known, name) for name in _list_absent(article, language)})
    if _list_words(known) == _list_words(text):
        return "same"
    state = text.state if text.state is TextState.IN_REVIEW else TextState.DRAFT
    _change(uow, row, replace(text, state=state, reviewer=None, reviewed_on=None), account_id)
    return "changed"


def _find_text_or_none(session: Session, article_id: str, language: str) -> AnswerText | None:
    return session.scalar(
        select(AnswerText).where(
            AnswerText.article_id == article_id, AnswerText.language == language
        )
    )


def _list_words(text: ArticleText) -> dict[str, object]:
    words = asdict(text.tidied())
    return {key: words[key] for key in words if key not in {"state", "reviewer", "reviewed_on"}}


def _write(uow: UnitOfWork, row: AnswerText, text: ArticleText, account_id: int | None) -> None:
    words = _list_words(text)
    content = {
        key: list(value) if isinstance(value, tuple) else value for key, value in words.items()
    }
    if row.content != content:
        row.content, row.written_by = content, account_id
    row.change_number = find_last_change(uow.session) + 1
    row.state, row.reviewer, row.reviewed_on = str(text.state), text.reviewer, text.reviewed_on
    row.version += 1
    row.changed_at, row.changed_by = uow.now, account_id
    uow.session.add(row)
    uow.session.flush()


def _change(uow: UnitOfWork, row: AnswerText, text: ArticleText, account_id: int | None) -> None:
    """Keep what was there, write what comes."""
    uow.session.add(
        AnswerVersion(
            text_id=row.id,
            version=row.version,
            state=row.state,
            content=row.content,
            at=row.changed_at,
            account_id=row.changed_by,
        )
    )
    _write(uow, row, text, account_id)
    uow.topics.add("answers")


def edit_text(
    uow: UnitOfWork,
    article_id: str,
    language: str,
    text: ArticleText,
    account_id: int,
    seen: int | None = None,
) -> None:
    """Write new words; they are a draft until a reviewer approves them.

    Raises Refused when somebody else has written others since the version `seen` (B105).
    """
    try:
        check_text(text.tidied(), language)
    except RowError as error:
        raise BadInput(place=error.field, reason=error.reason) from error
    row = find_text(uow.session, article_id, language)
    if _list_words(read_text(row)) != _list_words(text):
        if seen is not None and row.version != seen:
            raise Refused("answer_changed_meanwhile")
        draft = replace(text, state=TextState.DRAFT, reviewer=None, reviewed_on=None)
        _change(uow, row, draft, account_id)
        uow.record(ANSWER_EDITED, article=article_id, language=language, account=account_id)


def move_text(
    uow: UnitOfWork,
    article_id: str,
    language: str,
    state: TextState,
    account_id: int,
    *,
    reviewer: str = "",
    today: date | None = None,
) -> None:
    """Take a step of review; approving needs a named reviewer (STANDARDS R20) and an account
    that did not write the words: nobody approves their own.

    Raises Refused for a step that does not follow or for one's own words, BadInput where the
    reviewer is missing.
    """
    row = find_text(uow.session, article_id, language)
    text = read_text(row)
    if state not in STEPS[text.state]:
        raise Refused("step_does_not_follow", state=text.state, wanted=state)
    if state is TextState.APPROVED:
        if row.written_by == account_id:
            raise Refused("own_words")
        if not reviewer.strip():
            raise BadInput("a reviewer is needed", field="reviewer")
        day = (today or uow.now.date()).isoformat()
        moved = replace(text, state=state, reviewer=reviewer.strip(), reviewed_on=day)
    else:
        moved = replace(text, state=state, reviewer=None, reviewed_on=None)
    _change(uow, row, moved, account_id)
    uow.record(ANSWER_MOVED, article=article_id, language=language, state=state, account=account_id)


def keep_use(
    uow: UnitOfWork,
    article_id: str,
    language: str,
    *,
    helped: bool,
    account_id: int | None,
    contact_id: int | None = None,
) -> None:
    """Keep whether an answer helped; in a contact the same person's last word counts."""
    find_text(uow.session, article_id, language)
    if contact_id is not None:
        known = find_use(uow.session, article_id, contact_id, account_id)
        if known is not None:
            known.helped = helped
            return
    uow.session.add(
        AnswerUse(
            at=uow.now,
            contact_id=contact_id,
            article_id=article_id,
            language=language,
            account_id=account_id,
            helped=helped,
        )
    )


def hide_numbers(text: str) -> str:
    """The text without long numbers: telephones, identity cards, accounts."""
    return _LONG_NUMBER.sub("…", text)


def keep_gap(uow: UnitOfWork, question: str, language: str, contact_id: int | None = None) -> None:
    """Keep a question that nothing fitted, once however often it is asked."""
    text = hide_numbers(question.strip())[:LONGEST_GAP]
    key = make_search_key(text)
    if not key or is_small_talk(key):
        return
    index = uow.vault.index(f"gap:{key}")
    row = uow.session.scalar(select(AnswerGap).where(AnswerGap.question_index == index))
    if row is not None:
        row.times += 1
        return
    uow.session.add(
        AnswerGap(
            at=uow.now,
            contact_id=contact_id,
            language=language,
            question_sealed=uow.vault.seal(text),
            question_index=index,
            times=1,
        )
    )


def close_gap(uow: UnitOfWork, gap_id: int) -> None:
    """An editor has dealt with a gap; closing it twice changes nothing."""
    row = uow.session.get(AnswerGap, gap_id)
    if row is not None and row.closed_at is None:
        row.closed_at = uow.now
