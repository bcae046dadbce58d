"""Articles in and out as files: jsonl and xlsx, bad rows named by their number (B75).

A sheet has one row for an article and one column for a field; lists have one item a line in
their cell, laws one `law|article` a line.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence

from app.errors import BadInput
from knowledge.content import LANGUAGES, Article, parse_article, write_row
from knowledge.rows import Parsed, Row, parse_rows

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
COLUMNS = (
    *PLAIN,
    "audience",
    "legal_basis",
    *(f"{language}.{field}" for language in LANGUAGES for field in (*TEXT_FIELDS, *TEXT_LISTS)),
)


class UnreadableFile(BadInput):
    """The file is not of the kind its name says."""

    code = "unreadable_file"


def write_jsonl(articles: Iterable[Article]) -> bytes:
    """One article a line."""
    lines = (json.dumps(write_row(article), ensure_ascii=False) for article in articles)
    return "".join(line + "\n" for line in lines).encode()


def read_jsonl(data: bytes) -> Parsed[Article]:
    """The good rows and the bad ones; raises UnreadableFile for what is no UTF-8."""
    try:
        return parse_rows(data.decode("utf-8-sig").splitlines(), parse_article)
    except UnicodeDecodeError as error:
        raise UnreadableFile("not UTF-8", reason="unreadable_file") from error


def write_xlsx(articles: Iterable[Article]) -> bytes:
    """A workbook with one sheet; formulas are never written, only text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("articles")
    sheet.append(list(COLUMNS))
    for article in articles:
        sheet.append([_keep_as_text(value) for value in _flatten(write_row(article))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _keep_as_text(value: str) -> str:
    """Excel runs what begins like a formula; a quote before it makes it words."""
    return "'" + value if value[:1] in "=+-@" and value else value


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
    """The good rows and the bad ones, numbered as the sheet shows them (titles are row 1)."""
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
        raise UnreadableFile("not a workbook", reason="unreadable_file") from error
    if not rows:
        return Parsed((), ())
    lines = [json.dumps(_unflatten(rows[0], row)) if any(row) else "" for row in rows[1:]]
    return parse_rows(["", *lines], parse_article)


def _unflatten(titles: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    values = {name: cell.removeprefix("'") for name, cell in zip(titles, cells, strict=False)}
    row: dict[str, object] = {name: values.get(name, "")[: _date_length(name)] for name in PLAIN}
    row["audience"] = _split(values.get("audience", ""))
    row["legal_basis"] = [
        dict(zip(("law", "article"), line.split("|", 1), strict=False))
        for line in _split(values.get("legal_basis", ""))
    ]
    for language in LANGUAGES:
        if values.get(f"{language}.question"):
            text: dict[str, object] = {
                name: values.get(f"{language}.{name}", "") for name in TEXT_FIELDS
            }
            text["reviewed_on"] = str(text["reviewed_on"])[:10]
            lists = {name: _split(values.get(f"{language}.{name}", "")) for name in TEXT_LISTS}
            row[language] = text | lists
    return row


def _date_length(name: str) -> int | None:
    """Excel makes dates of days and adds a time."""
    return 10 if name in {"valid_from", "valid_to", "review_on"} else None


def _split(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]
