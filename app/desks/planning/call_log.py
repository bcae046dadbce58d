"""Reading a call log: one row per call, with waits and talk times.

Rows that cannot be used are counted with their reason and left out, never guessed; those that
are broken are named by line and column as well (B75).
Columns are named by a mapping; the default is that of the public bank log.
"""

import csv
import gzip
import hashlib
import io
import math
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from app.desks.planning.checking import ScenarioRefusedError
from knowledge.decoding import decode_file, find_delimiter

BANK_COLUMNS: Mapping[str, str] = {
    "arrival": "arrival",
    "kind": "type",
    "priority": "priority",
    "announcement_s": "vru_time",
    "wait_s": "q_time",
    "outcome": "outcome",
    "talk_s": "ser_time",
    "agent": "agent",
}
CALLER_COLUMN = "caller"
"""Where a log has it, redials are found; the value is never kept, only whether it is the same."""
ANSWERED, HUNG_UP = "AGENT", "HANG"
NO_NAME = "22"
LONGEST_S = 24 * 3600.0
LARGEST_BYTES = 500_000_000
"""Unpacked: some millions of calls."""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that reached the queue, or was answered at once. Seconds; `t` from midnight.

    `language` and `caller` (an identity without a meaning, 0 for nobody's) where they are known.
    """

    day: date
    t: float
    kind: str
    priority: int
    wait_s: float
    is_answered: bool
    talk_s: float
    agent: str
    language: str = ""
    caller: int = 0

    @property
    def answered_t(self) -> float:
        """Second of the day at which the wait ended."""
        return self.t + self.wait_s


@dataclass(frozen=True, slots=True)
class BadRow:
    """A broken row: its line in the file (the heading is 1), the column, a reason code."""

    line: int
    column: str
    reason: str


class _RowRefusedError(ValueError):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


@dataclass(slots=True)
class CallLog:
    """The usable calls by day, how many rows were left out, by reason, and which were broken.

    `covered` are the days that the log speaks of, also those on which nobody called; without
    them a day counts when it has a call.
    """

    calls: list[LoggedCall] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    covered: tuple[date, ...] = ()
    bad_rows: list[BadRow] = field(default_factory=list)

    def days(self) -> dict[date, list[LoggedCall]]:
        """Calls of each day in order of asking."""
        found: dict[date, list[LoggedCall]] = {day: [] for day in self.covered}
        for call in sorted(self.calls, key=lambda c: (c.day, c.t)):
            found.setdefault(call.day, []).append(call)
        return found


def read_log(path: Path, columns: Mapping[str, str] = BANK_COLUMNS) -> CallLog:
    """Read a CSV (also .gz). Raises ScenarioRefusedError for a missing file or column."""
    log = CallLog()
    try:
        text = decode_file(_read_bytes(path))
        lines = io.StringIO(text.replace("\0", ""), newline="")
        reader = csv.DictReader(lines, delimiter=find_delimiter(text))
        names = [name.strip() for name in reader.fieldnames or ()]
        if missing := set(columns.values()) - set(names):
            raise ScenarioRefusedError(str(path), "missing_columns", ", ".join(sorted(missing)))
        reader.fieldnames = names
        for row in reader:
            _add_row(log, reader.line_num, row, columns)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise ScenarioRefusedError(str(path), "unreadable", str(error)) from error
    return log


def _read_bytes(path: Path) -> bytes:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise ScenarioRefusedError(str(path), "too_large", f"more than {LARGEST_BYTES} bytes")
    return data


def _add_row(
    log: CallLog, line: int, row: Mapping[str | None, str | None], columns: Mapping[str, str]
) -> None:
    try:
        values = _read_values(row, columns)
        if values["outcome"] not in (ANSWERED, HUNG_UP):
            log.left_out[values["outcome"].lower() or "no_outcome"] += 1
            return
        call = _make_call(values, columns)
    except _RowRefusedError as error:
        log.left_out[error.reason] += 1
        log.bad_rows.append(BadRow(line, error.column, error.reason))
        return
    if not call.is_answered and call.wait_s <= 0.0:
        log.left_out["left_before_queueing"] += 1
        return
    log.calls.append(call)


def _read_values(
    row: Mapping[str | None, str | None], columns: Mapping[str, str]
) -> dict[str, str]:
    """By our names; a row that is shorter than the heading was cut, a longer one is shifted."""
    if None in row:
        raise _RowRefusedError("", "too_many_values")
    values = {name: row[column] for name, column in columns.items()}
    for name, value in values.items():
        if value is None:
            raise _RowRefusedError(columns[name], "cut_row")
    return {name: str(value).strip() for name, value in values.items()} | {
        CALLER_COLUMN: row.get(CALLER_COLUMN) or ""
    }


def _make_call(values: Mapping[str, str], columns: Mapping[str, str]) -> LoggedCall:
    def seconds(name: str, least: float = 0.0) -> float:
        try:
            value = float(values[name])
        except ValueError:
            raise _RowRefusedError(columns[name], "unreadable_number") from None
        if not math.isfinite(value) or not least <= value <= LONGEST_S:
            raise _RowRefusedError(columns[name], "no_length_of_time")
        return value

    arrival = _read_arrival(values["arrival"], columns["arrival"])
    midnight = arrival.replace(hour=0, minute=0, second=0, microsecond=0)
    announced_s = max(0.0, seconds("announcement_s", -LONGEST_S))  # a few of the bank's are below 0
    return LoggedCall(
        day=arrival.date(),
        t=(arrival - midnight).total_seconds() + announced_s,
        kind=values["kind"],
        priority=_read_priority(values["priority"], columns["priority"]),
        wait_s=seconds("wait_s"),
        is_answered=values["outcome"] == ANSWERED,
        talk_s=seconds("talk_s"),
        agent=values["agent"],
        caller=_blind(values[CALLER_COLUMN]),
    )


def _read_arrival(text: str, column: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _RowRefusedError(column, "unreadable_number") from None


def _read_priority(text: str, column: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _RowRefusedError(column, "unreadable_number") from None


def _blind(caller: str) -> int:
    """A number that is the same for the same caller, 0 for nobody."""
    digest = hashlib.sha256(caller.encode()).digest()
    return 1 + int.from_bytes(digest[:6], "big") if caller.strip() else 0


def split_days(log: CallLog, share: float) -> tuple[CallLog, CallLog]:
    """The first `share` of the days to fit on, the rest to be judged by."""
    days = sorted(log.days())
    return split_at(log, days[min(len(days) - 1, max(1, round(len(days) * share)))])


def split_at(log: CallLog, first_judged: date) -> tuple[CallLog, CallLog]:
    """Days before the date to fit on, the others to be judged by."""
    return (
        _only(log, lambda day: day < first_judged),
        _only(log, lambda day: day >= first_judged),
    )


def _only(log: CallLog, holds: Callable[[date], bool]) -> CallLog:
    return CallLog(
        [call for call in log.calls if holds(call.day)],
        Counter(log.left_out),
        tuple(filter(holds, log.covered)),
        list(log.bad_rows),
    )
