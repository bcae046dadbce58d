"""The full article as it is written, reviewed and exchanged: one JSON object a line.

It answers for reading and writing that form, and for saying what is wrong with a row. States
follow one another by the table below; whether a person may take a step is the shell's business.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from knowledge.articles import ArticleId, Wording
from knowledge.laws import CONTENT, resolve
from knowledge.rows import Row, RowError, parse_rows, read_id, read_text, read_texts
from knowledge.tidying import tidy_line, tidy_text

LANGUAGES = ("zh", "bo")
LONGEST_SHORT_ANSWER = 300
"""Characters: a short answer is read aloud and texted."""


class TextState(StrEnum):
    """Where a text stands on its way to the public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


STEPS: Mapping[TextState, frozenset[TextState]] = {
    TextState.DRAFT: frozenset({TextState.IN_REVIEW, TextState.RETIRED}),
    TextState.IN_REVIEW: frozenset({TextState.DRAFT, TextState.APPROVED, TextState.RETIRED}),
    TextState.APPROVED: frozenset({TextState.DRAFT, TextState.RETIRED}),
    TextState.RETIRED: frozenset({TextState.DRAFT}),
}
"""Each state with those that may follow. Changed text goes back to draft."""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    law: str
    article: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One language of an article; `where` is where to go, `reviewed_on` an ISO date."""

    question: str
    alternates: tuple[str, ...] = ()
    short_answer: str = ""
    full_answer: str = ""
    steps: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    where: str = ""
    state: TextState = TextState.DRAFT
    reviewer: str | None = None
    reviewed_on: str | None = None

    def tidied(self) -> "ArticleText":
        """The same words in the normal form that every text is kept in."""
        return replace(
            self,
            question=tidy_text(self.question),
            alternates=_tidy_items(self.alternates),
            short_answer=tidy_text(self.short_answer),
            full_answer=tidy_text(self.full_answer),
            steps=_tidy_items(self.steps),
            papers=_tidy_items(self.papers),
            where=tidy_text(self.where),
            reviewer=tidy_line(self.reviewer or "") or None,
        )

    def make_wording(self, article_id: ArticleId, language: str) -> Wording:
        """Return what the search index holds of this text."""
        answer = "\n".join(
            part
            for part in (self.short_answer, self.full_answer, *self.steps, *self.papers, self.where)
            if part
        )
        return Wording(article_id, language, self.question, answer, self.alternates)


def _tidy_items(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in map(tidy_line, items) if item)


OPTIONAL = ("audience", "owner_unit", "valid_from", "valid_to", "review_on", "legal_basis")
WORDS = tuple(each.name for each in fields(ArticleText))


@dataclass(frozen=True, slots=True)
class Article:
    """One matter in its languages; dates are ISO 8601, `valid_to` None means still valid."""

    id: ArticleId
    topic: str
    audience: tuple[str, ...]
    owner_unit: str
    valid_from: str | None
    valid_to: str | None
    review_on: str | None
    legal_basis: tuple[LegalBasis, ...]
    texts: Mapping[str, ArticleText]
    absent: frozenset[str] = field(default=frozenset(), compare=False)
    """Fields that its row did not have at all, as `steps` or `zh.steps`: what is known stands."""


def parse_article(row: Row) -> Article:
    """Read one row. Raises RowError naming the first field that cannot be taken."""
    texts = {language: _parse_text(row, language) for language in LANGUAGES if row.get(language)}
    if not texts:
        raise RowError("zh", "missing")
    return Article(
        read_id(row, "id"),
        _read_topic(row),
        _tidy_items(read_texts(row, "audience")),
        tidy_line(read_text(row, "owner_unit")),
        _read_day(row, "valid_from"),
        _read_day(row, "valid_to"),
        _read_day(row, "review_on"),
        _parse_basis(row),
        texts,
        frozenset(_list_absent(row)),
    )


def _list_absent(row: Row) -> Iterator[str]:
    yield from (name for name in OPTIONAL if name not in row)
    for language in LANGUAGES:
        if isinstance(text := row.get(language), dict):
            yield from (f"{language}.{name}" for name in WORDS if name not in text)


def _read_topic(row: Row) -> str:
    """Sheets make the number 3 of the topic 03."""
    topic = tidy_line(read_text(row, "topic", required=True))
    return topic.zfill(2) if topic.isascii() and topic.isdigit() else topic


def _read_day(row: Row, field: str) -> str | None:
    value = read_text(row, field).strip()
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError as error:
        raise RowError(field, "not_a_date") from error


def _parse_basis(row: Row) -> tuple[LegalBasis, ...]:
    value = row.get("legal_basis") or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise RowError("legal_basis", "not_a_list")
    basis = tuple(
        LegalBasis(read_text(item, "law", required=True), read_text(item, "article", required=True))
        for item in value
    )
    if not all(resolve(item.law, item.article) for item in basis):
        raise RowError("legal_basis", "law_not_found")
    return basis


def _parse_text(row: Row, language: str) -> ArticleText:
    value = row.get(language)
    if not isinstance(value, dict):
        raise RowError(language, "not_an_object")
    try:
        text = _read_text_of(value).tidied()
    except RowError as error:
        raise RowError(f"{language}.{error.field}", error.reason) from error
    check_text(text, language)
    return text


def check_text(text: ArticleText, language: str) -> None:
    """Raise RowError for words in the normal form that cannot be an answer."""
    if not text.question:
        raise RowError(f"{language}.question", "missing")
    if len(text.short_answer) > LONGEST_SHORT_ANSWER * (2 if language == "bo" else 1):
        raise RowError(f"{language}.short_answer", "too_long")


def _read_text_of(value: Row) -> ArticleText:
    return ArticleText(
        read_text(value, "question", required=True),
        read_texts(value, "alternates"),
        read_text(value, "short_answer"),
        read_text(value, "full_answer"),
        read_texts(value, "steps"),
        read_texts(value, "papers"),
        read_text(value, "where"),
        _parse_state(value),
        read_text(value, "reviewer") or None,
        _read_day(value, "reviewed_on"),
    )


def _parse_state(row: Row) -> TextState:
    value = read_text(row, "state") or TextState.DRAFT
    try:
        return TextState(value.replace(" ", "_"))
    except ValueError as error:
        raise RowError("state", "unknown_state") from error


def write_row(article: Article) -> dict[str, object]:
    """Return the row that `parse_article` reads back."""
    row = asdict(replace(article, texts={}, absent=frozenset()))
    del row["texts"], row["absent"]
    row |= {language: asdict(text) for language, text in article.texts.items()}
    plain: dict[str, object] = json.loads(json.dumps(row))
    return plain


def read_shipped_articles(folder: Path = CONTENT / "articles") -> Iterator[Article]:
    """Yield the articles that come with the product, in the order of their files."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from parse_rows(lines, parse_article).items
