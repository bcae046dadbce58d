"""The rows of a call log's file, whoever reads it: CSV, packed or not, as spreadsheets save it.

A broken row is named by its line and column and set aside, and the rest goes on (B75). What a row
means is not decided here.
"""

import csv
import gzip
import io
import math
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.desks.planning.refusals import FileRefusedError
from knowledge.decoding import decode_file, find_delimiter
from routing.planning.call_log import BrokenRow

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

LONGEST_S = 24 * 3600.0
LARGEST_BYTES = 500_000_000
"""Unpacked: some millions of calls."""
_GZIP_MAGIC = b"\x1f\x8b"
Made = TypeVar("Made")


class RowRefusedError(ValueError):
    """A row that tells nothing of its call: the column at fault, a stable code, the value."""

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason, self.value = column, reason, value


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row, by the file's own columns. Its readers raise RowRefusedError."""

    line: int
    cells: Mapping[str, str]

    def read_text(self, column: str) -> str:
        """What stands there; nothing where the log has no such column."""
        return self.cells.get(column, "")

    def read_instant(self, column: str) -> datetime:
        """A day and time; without a zone it is the log's own."""
        try:
            return datetime.fromisoformat(self.cells[column])
        except ValueError:
            raise self.refuse(column, "no_date_and_time") from None

    def read_seconds(self, column: str, least: float = 0.0) -> float:
        """A length of time, a day at the most."""
        try:
            value = float(self.cells[column])
        except ValueError:
            raise self.refuse(column, "unreadable_number") from None
        if not math.isfinite(value) or not least <= value <= LONGEST_S:
            raise self.refuse(column, "no_length_of_time")
        return value

    def read_announced(self, column: str) -> float:
        """The announcement before the queue; a few of the bank's are below 0, meant as nothing."""
        return max(0.0, self.read_seconds(column, -LONGEST_S))

    def refuse(self, column: str, reason: str) -> RowRefusedError:
        """The refusal of a column's value."""
        return RowRefusedError(column, reason, self.read_text(column))

    def read_whole(self, column: str) -> int:
        """A whole number."""
        try:
            return int(self.cells[column])
        except ValueError:
            raise self.refuse(column, "unreadable_number") from None


def read_rows(
    path: Path, columns: Collection[str], take: Callable[[LogRow], Made | None]
) -> tuple[list[Made], list[BrokenRow]]:
    """What `take` makes of each row of a file, and the broken rows, those that it refuses too.

    Raises FileRefusedError for a file that cannot be read or lacks one of `columns`.
    """
    try:
        text = decode_file(_read_bytes(path))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise FileRefusedError(str(path), "unreadable", str(error)) from error
    return parse_rows(text, columns, take, place=str(path))


def parse_rows(
    text: str,
    columns: Collection[str],
    take: Callable[[LogRow], Made | None],
    place: str = "log",
) -> tuple[list[Made], list[BrokenRow]]:
    """The same for a file's text."""
    lines = io.StringIO(text.replace("\0", ""), newline="")
    reader = csv.reader(lines, delimiter=find_delimiter(text))
    made: list[Made] = []
    bad: list[BrokenRow] = []
    try:
        heading = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    except csv.Error as error:
        raise FileRefusedError(place, "unreadable", str(error)) from error
    if missing := set(columns) - set(heading):
        raise FileRefusedError(place, "missing_columns", ", ".join(sorted(missing)))
    for line, values in _number_rows(reader):
        try:
            one = take(LogRow(line, _name_cells(heading, values)))
        except RowRefusedError as error:
            bad.append(BrokenRow(line, error.column, error.reason, error.value))
        else:
            made += [] if one is None else [one]
    return made, bad


def _number_rows(reader: "CsvReader") -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank with their line; one that CSV itself refuses comes empty."""
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, []
        else:
            if values:
                yield reader.line_num, values


def _name_cells(heading: list[str], values: list[str]) -> dict[str, str]:
    """By column; a row that is shorter than the heading was cut, a longer one is shifted."""
    if not values:
        raise RowRefusedError("", "unreadable_row")
    if len(values) < len(heading):
        raise RowRefusedError(heading[len(values)], "cut_row")
    if len(values) > len(heading):
        raise RowRefusedError("", "too_many_values")
    return dict(zip(heading, (value.strip() for value in values), strict=True))


def _read_bytes(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith(_GZIP_MAGIC):
        with gzip.open(io.BytesIO(data)) as packed:
            data = packed.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise FileRefusedError(str(path), "too_large", f"more than {LARGEST_BYTES} bytes")
    return data
