"""Reads files of one JSON object a line; a bad line stops that line only (B75).

It answers for naming the line and the reason; what a row means is the parser's business.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.articles import ArticleId, Wording
from knowledge.evaluate import LabelledQuestion

Row = Mapping[str, object]
Item = TypeVar("Item")


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


def parse_rows(lines: Iterable[str], parse: Callable[[Row], Item]) -> Parsed[Item]:
    """Parse every line that is not blank; keep the good ones, report the bad by number."""
    items: list[Item] = []
    bad_rows: list[BadRow] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise RowError("", "not_an_object")
            items.append(parse(row))
        except json.JSONDecodeError:
            bad_rows.append(BadRow(number, "", "not_json"))
        except RowError as error:
            bad_rows.append(BadRow(number, error.field, error.reason))
    return Parsed(tuple(items), tuple(bad_rows))


def read_text(row: Row, field: str, *, required: bool = False) -> str:
    """Return a text field, empty where absent or null."""
    value = row.get(field)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise RowError(field, "not_a_text")
    if required and not value.strip():
        raise RowError(field, "missing")
    return value


def read_texts(row: Row, field: str) -> tuple[str, ...]:
    """Return a list of texts, empty where absent or null."""
    value = row.get(field)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RowError(field, "not_a_list_of_texts")
    return tuple(value)


def read_id(row: Row, field: str) -> ArticleId:
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise RowError(field, "missing" if value in (None, "") else "not_an_id")
    return ArticleId(str(value))


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
