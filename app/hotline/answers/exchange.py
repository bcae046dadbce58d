"""Articles in and out as files: jsonl and xlsx, bad rows named by their number (B75).

A sheet has one row for an article and one column for a field; lists have one item a line in
their cell, laws one `law|article` a line.
"""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from app.hotline.answers.sheets import (
    LONGEST_CELL,
    MOST_ROWS,
    NO_WORDS,
    UnreadableFile,
    read_cell,
    read_cells,
    read_title,
    write_cell,
)
from knowledge.content import LANGUAGES, Article, parse_article, write_row
from knowledge.decoding import decode_file
from knowledge.rows import Parsed, Row, RowError, parse_rows
from knowledge.tidying import split_items, tidy_text
from routing.topics import DEFAULT_TOPIC_SEATS

PLAIN = ("id", "topic", "owner_unit", "valid_from", "valid_to", "review_on")
TEXT_FIELDS = (
    "question",
    "short_answer",
    "full_answer",
    "where",
    "state",
    "reviewer",
    "reviewed_on",
)
TEXT_LISTS = ("alternates", "steps", "papers")
WORDS = ("question", "short_answer", "full_answer", "where", *TEXT_LISTS)
COLUMNS = (
    *PLAIN,
    "audience",
    "legal_basis",
    *(f"{language}.{field}" for language in LANGUAGES for field in (*TEXT_FIELDS, *TEXT_LISTS)),
)


DAYS = frozenset({"valid_from", "valid_to", "review_on"})
NEEDED = frozenset({"id", "topic"})
LOST = "lost"
"""A key that only our own reader of sheets sets: the column whose words are not there, and why."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(:00)?)?")
_BAR = re.compile(r"\s*[|｜]\s*")
_SERIAL = re.compile(r"\d{5}")
_FIRST_SERIAL = date(1899, 12, 30)
"""Sheets count days from here."""


def write_jsonl(articles: Iterable[Article]) -> bytes:
    """One article a line."""
    lines = (json.dumps(write_row(article), ensure_ascii=False) for article in articles)
    return "".join(line + "\n" for line in lines).encode(errors="replace")


def read_jsonl(data: bytes) -> Parsed[Article]:
    """The good rows and the bad ones; raises UnreadableFile for what is no text, or too many
    rows."""
    try:
        text = decode_file(data)
    except UnicodeDecodeError as error:
        raise UnreadableFile(place="file", reason="unreadable_file") from error
    if max(text.count("\n"), text.count("\r")) > MOST_ROWS:
        raise UnreadableFile(place=f"row {MOST_ROWS + 1}", reason="file_has_too_many_rows")
    return parse_rows(_LINE_END.split(text), _make_parser())


def _make_parser() -> Callable[[Row], Article]:
    """A reader of the rows of one file: of known topics, each number once."""
    seen: set[str] = set()

    def parse(row: Row) -> Article:
        if isinstance(lost := row.get(LOST), list):
            raise RowError(*map(str, lost))
        article = parse_article(row)
        if article.topic not in DEFAULT_TOPIC_SEATS:
            raise RowError("topic", "unknown_topic")
        if article.id in seen:
            raise RowError("id", "twice_in_the_file")
        seen.add(article.id)
        return article

    return parse


def write_xlsx(articles: Iterable[Article]) -> bytes:
    """A workbook with one sheet; formulas are never written, only text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("articles")
    sheet.append(list(COLUMNS))
    for article in articles:
        sheet.append([write_cell(tidy_text(value)) for value in _flatten(write_row(article))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _flatten(row: Row) -> list[str]:
    cells = {name: str(row[name] or "") for name in PLAIN}
    cells["audience"] = _join(row["audience"])
    basis = row["legal_basis"]
    assert isinstance(basis, list)
    cells["legal_basis"] = "\n".join(f"{item['law']}|{item['article']}" for item in basis)
    for language in LANGUAGES:
        text = row.get(language)
        if isinstance(text, dict):
            cells |= {f"{language}.{name}": str(text[name] or "") for name in TEXT_FIELDS}
            cells |= {f"{language}.{name}": _join(text[name]) for name in TEXT_LISTS}
    return [cells.get(name, "") for name in COLUMNS]


def _join(items: object) -> str:
    return "\n".join(str(item) for item in items) if isinstance(items, list) else ""


def read_xlsx(data: bytes) -> Parsed[Article]:
    """The good rows and the bad ones, numbered as the sheet shows them (titles are row 1);
    raises UnreadableFile for what is no workbook of articles."""
    rows = read_cells(data, NEEDED)
    titles = [read_title(title) for title in next(rows, [])]
    if not set(titles) >= NEEDED:
        raise UnreadableFile(place="row 1", reason="file_has_no_titles")
    lines = (
        json.dumps(_unflatten(titles, row), ensure_ascii=False) if any(map(str.strip, row)) else ""
        for row in rows
    )
    return parse_rows(itertools.chain([""], lines), _make_parser())


def _unflatten(titles: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    for name, cell in zip(titles, cells, strict=False):
        if len(cell) >= LONGEST_CELL and name in COLUMNS:
            return {LOST: [name, "cut_by_the_sheet"]}
        if cell == NO_WORDS and name in COLUMNS:
            return {LOST: [name, "formula_without_words"]}
    values = {name: read_cell(cell) for name, cell in zip(titles, cells, strict=False)}
    row: dict[str, object] = {name: values[name] for name in PLAIN if name in values}
    row |= {name: _read_day(values[name]) for name in DAYS if name in values}
    if "audience" in values:
        row["audience"] = split_items(values["audience"])
    if "legal_basis" in values:
        row["legal_basis"] = [
            dict(zip(("law", "article"), _BAR.split(line, 1), strict=False))
            for line in split_items(values["legal_basis"])
        ]
    for language in LANGUAGES:
        if any(values.get(f"{language}.{name}", "").strip() for name in WORDS):
            cells_of = {
                name: values.get(f"{language}.{name}") for name in (*TEXT_FIELDS, *TEXT_LISTS)
            }
            row[language] = {
                name: _read_field(name, cell) for name, cell in cells_of.items() if cell is not None
            }
    return row


def _read_field(name: str, cell: str) -> object:
    if name in TEXT_LISTS:
        return split_items(cell)
    return _read_day(cell) if name == "reviewed_on" else cell


def _read_day(cell: str) -> str:
    """A day as sheets and people write it, as ISO; all else as it is."""
    cell = cell.strip()
    if found := _DAY.fullmatch(cell):
        return "{}-{:0>2}-{:0>2}".format(*found.groups()[:3])
    if _SERIAL.fullmatch(cell):
        return (_FIRST_SERIAL + timedelta(days=int(cell))).isoformat()
    return cell
