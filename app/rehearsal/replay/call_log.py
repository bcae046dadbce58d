"""Reads a real call log, row by row.  A bad row is set aside with its number and reason and
the rest goes on (B75); whether a row is played, and how, is not decided here.

Columns: arrival (local time), type, vru_time, q_time, ser_time (seconds), outcome AGENT, HANG or
PHANTOM, as in the log of an Israeli bank's call centre, 1999 (Guedj and Mandelbaum, Technion).
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.kit.errors import BadInput
from knowledge.decoding import decode_file, find_delimiter

COLUMNS = ("arrival", "type", "vru_time", "q_time", "outcome", "ser_time")
_GZIP_MAGIC = b"\x1f\x8b"


class Ending(StrEnum):
    """How the call ended in the log.  A PHANTOM is no call."""

    AGENT = "AGENT"
    HANG = "HANG"
    PHANTOM = "PHANTOM"


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One row: `number` is its line in the file (the heading is 1), `arrival` local and naive.

    Times are whole seconds; `announced_s` is never negative (a few rows of the log are).
    """

    number: int
    arrival: datetime
    type: str
    announced_s: int
    queued_s: int
    talked_s: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be played, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class CallLog:
    """The whole log: its calls in the order of the file, and what was set aside."""

    calls: list[LoggedCall] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)


def read_call_log(path: Path) -> CallLog:
    """Read a CSV file, packed with gzip or not.

    Raises BadInput when there is no such file, or when it lacks one of the columns.
    """
    try:
        text = decode_file(_unpack(path.read_bytes()))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadInput(place=str(path), reason=f"cannot be read: {error}") from error
    lines = io.StringIO(text, newline="")
    return parse_call_log(lines, place=str(path), delimiter=find_delimiter(text))


def parse_call_log(lines: Iterable[str], place: str = "log", delimiter: str = ",") -> CallLog:
    """The calls of an open CSV file."""
    reader = csv.reader(lines, delimiter=delimiter)
    heading = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in heading]
    if missing:
        raise BadInput(place=place, reason=f"no column {', '.join(missing)}")
    log = CallLog()
    for number, values in _number_rows(reader):
        try:
            log.calls.append(_read_row(number, heading, values))
        except ValueError as error:
            log.bad_rows.append(BadRow(number, str(error)))
    return log


def _number_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line; a row that CSV itself refuses comes empty."""
    number = 1
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            values = []
        yield number, values


def _read_row(number: int, heading: list[str], values: list[str]) -> LoggedCall:
    if len(values) != len(heading):
        raise ValueError(f"{len(values)} values in place of {len(heading)}")
    row = dict(zip(heading, (value.strip() for value in values), strict=True))
    if row["outcome"] not in tuple(Ending):
        raise ValueError(f"outcome: {row['outcome']!r} is none of {', '.join(Ending)}")
    if not row["type"]:
        raise ValueError("type: empty")
    return LoggedCall(
        number=number,
        arrival=_read_arrival(row["arrival"]),
        type=row["type"],
        announced_s=max(0, _read_seconds(row, "vru_time")),
        queued_s=_read_duration(row, "q_time"),
        talked_s=_read_duration(row, "ser_time"),
        ending=Ending(row["outcome"]),
    )


def _read_arrival(text: str) -> datetime:
    try:
        arrival = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"arrival: {text!r} is no date and time") from None
    if arrival.tzinfo is not None:
        raise ValueError(f"arrival: {text!r} is not local time")
    return arrival


def _read_seconds(row: dict[str, str], name: str) -> int:
    try:
        return int(row[name])
    except ValueError:
        raise ValueError(f"{name}: {row[name]!r} is no whole number") from None


def _read_duration(row: dict[str, str], name: str) -> int:
    seconds = _read_seconds(row, name)
    if not 0 <= seconds <= 24 * 3600:
        raise ValueError(f"{name}: {seconds} seconds is no length of time")
    return seconds


def _unpack(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(_GZIP_MAGIC) else content
