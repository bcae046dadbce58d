"""Reads the cells of a workbook that anybody may have made, in bounded time and memory.

What the file says of itself is not believed: packed sizes are summed and every part is looked
through for markup that grows before the reader of workbooks sees it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from app.kit.errors import BadInput

MOST_PARTS = 500
MOST_UNPACKED_BYTES = 40_000_000
MOST_ELEMENTS = 1_000_000
MOST_ELEMENTS_BESIDE = 100_000
"""In a part that holds neither cells nor words: styles, titles of sheets."""
LONGEST_STRETCH = 1_000_000
"""Bytes from one `<` to the next: a tag with its attributes and the words after it."""
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
"""Characters that a cell can hold; a text of exactly this length was cut."""

NO_WORDS = "\x00"
"""No cell can hold it."""
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
_FORMULA_MARK = re.compile(rb"<(?:\w+:)?f[\s/>]")
_PART_IN_DIRECTORY = b"PK\x01\x02"
_MARKUP = re.compile(rb"\s*(?:<|\x00<|\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STRETCH = re.compile(rb"<[^<]{%d}" % LONGEST_STRETCH)
_HOLDS_CELLS = re.compile(r"xl/(worksheets/|sharedStrings)")
_FORMULA = re.compile(r"'*[=+\-@]")


class UnreadableFile(BadInput):
    """The file is not of the kind its name says, or too much is packed into it."""

    code = "unreadable_file"


def read_cells(data: bytes, titles: Collection[str] = ()) -> Iterator[list[str]]:
    """The rows, from its first on, of the first sheet that has these titles (else of the first),
    each cell as words; NO_WORDS stands for a formula's error and for one without a result.

    Raises UnreadableFile, with the reason, for what is no workbook or is too large.
    """
    from openpyxl import load_workbook

    _look_through(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        place = _find_sheet(book.worksheets, titles)
        rows = _iterate(book.worksheets[place])
        formulas = _iterate_formulas(data, place) if _holds_formulas(data) else None
        above: object = None
        for number, row in enumerate(rows, 1):
            if number <= MOST_ROWS:
                yield _write_row(row, next(formulas, ()) if formulas else ())
            elif row is not above and any(cell is not None for cell in row):
                raise UnreadableFile(place=f"row {number}", reason="file_has_too_many_rows")
            above = row  # rows that are not there are all the same one
    except UnreadableFile:
        raise
    except Exception as error:  # the reader raises whatever it stumbles over in a broken file
        raise UnreadableFile(place="workbook", reason="unreadable_file") from error


def read_title(cell: str) -> str:
    """A column's title as it is meant: sheets and people change blanks, width and case."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).lower()


def _find_sheet(sheets: Sequence[Any], titles: Collection[str]) -> int:
    for place, sheet in enumerate(sheets):
        head = next(_iterate(sheet), ())
        if titles and set(titles) <= {read_title(write_value(cell)) for cell in head}:
            return place
    return 0


def _iterate(sheet: Any) -> Iterator[Sequence[object]]:
    sheet.reset_dimensions()  # WPS and others write a wrong one
    rows: Iterator[Sequence[object]] = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    return rows


def _holds_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [part for part in package.infolist() if "worksheets/" in part.filename]
        return any(_FORMULA_MARK.search(package.read(part)) for part in parts)


def _iterate_formulas(data: bytes, place: int) -> Iterator[Sequence[object]]:
    from openpyxl import load_workbook

    return _iterate(load_workbook(io.BytesIO(data), read_only=True).worksheets[place])


def _write_row(row: Sequence[object], formulas: Sequence[object]) -> list[str]:
    written = [NO_WORDS if cell in _ERRORS else write_value(cell) for cell in row]
    for place, formula in enumerate(formulas[: len(row)]):
        if row[place] is None and formula is not None:
            written[place] = NO_WORDS
    return written


def _look_through(data: bytes) -> None:
    if data.count(_PART_IN_DIRECTORY) > MOST_PARTS:
        raise UnreadableFile(place="workbook", reason="file_unpacks_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
                raise UnreadableFile(place="workbook", reason="file_unpacks_too_large")
            elements = 0
            for part in parts:  # never read beyond the size that the directory names
                elements = _count_elements(part.filename, package.read(part), elements)
    except UnreadableFile:
        raise
    except Exception as error:  # a broken package fails in a dozen ways
        raise UnreadableFile(place="workbook", reason="unreadable_file") from error


def _count_elements(name: str, content: bytes, elements: int) -> int:
    """Count on over one part; raises UnreadableFile for a declaration of entities, for markup
    that ends too early, and for too many elements or attributes."""
    if not _MARKUP.match(content):
        return elements
    if _STRETCH.search(content):
        raise UnreadableFile(place=name, reason="file_unpacks_too_large")
    most = MOST_ELEMENTS
    if not _HOLDS_CELLS.match(name):
        most = min(most, elements + MOST_ELEMENTS_BESIDE)

    def count(_name: str, _attributes: object) -> None:
        nonlocal elements
        elements += 1
        if elements > most:
            raise UnreadableFile(place=name, reason="file_unpacks_too_large")

    def refuse(*_declaration: object) -> None:
        raise UnreadableFile(place=name, reason="file_declares_entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = count
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        place = f"{name}, line {error.lineno}"
        raise UnreadableFile(place=place, reason="file_is_cut_or_broken") from error
    return elements


def write_value(value: object) -> str:
    """A cell as a person would type it: days as ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_cell(text: str) -> str:
    """Words for a cell: never a formula, and no sign that a sheet reads as an escape."""
    text = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    return "'" + text if _FORMULA.match(text) else text


def read_cell(cell: str) -> str:
    """The words that `write_cell` wrote, also after another program has kept the file."""
    if _FORMULA.match(cell) and cell.startswith("'"):
        cell = cell[1:]
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)
