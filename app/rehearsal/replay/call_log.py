"""What a real call log says of each call, for playing it again; whether and how a row is played is
not decided here.

Columns: arrival (local time), type, vru_time, q_time, ser_time (seconds), outcome AGENT, HANG or
PHANTOM, as in the log of an Israeli bank's call centre, 1999 (Guedj and Mandelbaum, Technion).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.desks.planning.log_rows import LogRow, parse_rows, read_rows
from routing.planning.call_log import BrokenRow

COLUMNS = ("arrival", "type", "vru_time", "q_time", "outcome", "ser_time")


class Ending(StrEnum):
    """How the call ended in the log.  A PHANTOM is no call."""

    AGENT = "AGENT"
    HANG = "HANG"
    PHANTOM = "PHANTOM"


@dataclass(frozen=True, slots=True)
class RealCall:
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


@dataclass(slots=True)
class RealCalls:
    """The whole log: its calls in the order of the file, and what was set aside."""

    calls: list[RealCall] = field(default_factory=list)
    bad_rows: list[BrokenRow] = field(default_factory=list)


def read_call_log(path: Path) -> RealCalls:
    """Read a CSV file, packed with gzip or not.

    Raises BadInput when there is no such file, or when it lacks one of the columns.
    """
    return RealCalls(*read_rows(path, COLUMNS, _read_call))


def parse_call_log(lines: Iterable[str]) -> RealCalls:
    """The calls of a file's lines."""
    return RealCalls(*parse_rows("\n".join(lines), COLUMNS, _read_call))


def _read_call(row: LogRow) -> RealCall:
    ending = row.read_text("outcome")
    if ending not in tuple(Ending):
        raise row.refuse("outcome", "unknown_outcome")
    if not row.read_text("type"):
        raise row.refuse("type", "empty")
    arrival = row.read_instant("arrival")
    if arrival.tzinfo is not None:
        raise row.refuse("arrival", "not_local_time")
    return RealCall(
        number=row.line,
        arrival=arrival,
        type=row.read_text("type"),
        announced_s=_count_seconds(row, "vru_time", row.read_announced("vru_time")),
        queued_s=_count_seconds(row, "q_time", row.read_seconds("q_time")),
        talked_s=_count_seconds(row, "ser_time", row.read_seconds("ser_time")),
        ending=Ending(ending),
    )


def _count_seconds(row: LogRow, column: str, seconds: float) -> int:
    if seconds != int(seconds):
        raise row.refuse(column, "not_whole_seconds")
    return int(seconds)
