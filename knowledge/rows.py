"""Reads files of one JSON object a line; a bad line stops that line only (B75).

It answers for naming the line and the reason; what a row means is the parser's business.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.articles import ArticleId, Wording
from knowledge.evaluate import LabelledQuestion
from knowledge.tidying import LONGEST_TEXT, has_half_character, tidy_line

Row = Mapping[str, object]
Item = TypeVar("Item")
LONGEST_ID = 100
LONGEST_ROW = 1_000_000
"""Characters: a row of brackets alone takes thirty times its length of memory to read."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """Line number (from 1), the field at fault (empty for the whole row), a reason code."""

    line: int
    field: str
    reason: str


class RowError(ValueError):
    """Raised by a parser: this field of this row cannot be taken."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Item]):
    """The rows that were good, and what was wrong with the others."""

    items: tuple[Item, ...]
    bad_rows: tuple[BadRow, ...]

    @property
    def read(self) -> int:
        """How many rows were looked at."""
        return len(self.items) + len({bad.line for bad in self.bad_rows})


def parse_rows(lines: Iterable[str], parse: Callable[[Row], Item]) -> Parsed[Item]:
    """Parse every line that is not blank; keep the good ones, report the bad by number."""
    items: list[Item] = []
    bad_rows: list[BadRow] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append(parse(_read_row(line)))
        except RowError as error:
            bad_rows.append(BadRow(number, error.field, error.reason))
    return Parsed(tuple(items), tuple(bad_rows))


def _read_row(line: str) -> Row:
    if len(line) > LONGEST_ROW:
        raise RowError("", "row_too_long")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # no JSON, a number without end, brackets
        raise RowError("", "not_json") from error
    if not isinstance(row, dict):
        raise RowError("", "not_an_object")
    return row


def read_text(row: Row, field: str, *, required: bool = False) -> str:
    """Return a text field, empty where absent or null."""
    value = row.get(field)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise RowError(field, "not_a_text")
    if required and not value.strip():
        raise RowError(field, "missing")
    _require_writable(field, value)
    return value


def _require_writable(field: str, text: str) -> None:
    if has_half_character(text):
        raise RowError(field, "half_character")
    if len(text) > LONGEST_TEXT:
        raise RowError(field, "longer_than_a_field")


def read_texts(row: Row, field: str) -> tuple[str, ...]:
    """Return a list of texts, empty where absent or null."""
    value = row.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RowError(field, "not_a_list_of_texts")
    _require_writable(field, "\n".join(value))
    return tuple(value)


def read_id(row: Row, field: str) -> ArticleId:
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise RowError(field, "missing" if value in (None, "") else "not_an_id")
    name = str(value)
    if name != tidy_line(name) or not _is_address(name) or len(name) > LONGEST_ID:
        raise RowError(field, "not_an_id")
    return ArticleId(name)


def _is_address(name: str) -> bool:
    """Whether a page can be reached under it and people can see all of it."""
    return name.isprintable() and not set(name) & set("/\\?#%") and name.strip(".") != ""


def parse_wording(row: Row) -> Wording:
    """Read an article of an evaluation: `id, lang, question, alternates[], answer`."""
    return Wording(
        read_id(row, "id"),
        read_text(row, "lang", required=True),
        read_text(row, "question"),
        read_text(row, "answer"),
        read_texts(row, "alternates"),
    )


def parse_question(row: Row) -> LabelledQuestion:
    """Read a query of an evaluation: `text, lang, expected` (an id, several, or null)."""
    expected = row.get("expected")
    several = expected if isinstance(expected, list) else [expected]
    ids = [read_id({"expected": one}, "expected") for one in several if one is not None]
    return LabelledQuestion(read_text(row, "text", required=True), frozenset(ids))
