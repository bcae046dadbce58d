"""Reads a call log for `hotline fit`: one row per call, with waits and talk times.

Rows that say nothing of waiting are counted with their reason and left out, never guessed; those
that are broken are named as well (B75). Columns are named by a mapping; the default is that of
the public bank log.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from app.desks.planning.log_rows import LogRow, read_rows
from routing.planning.call_log import CallLog, LoggedCall

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


def read_log(path: Path, columns: Mapping[str, str] = BANK_COLUMNS) -> CallLog:
    """Read a CSV file, packed with gzip or not. Raises FileRefusedError."""
    left_out: Counter[str] = Counter()
    take = partial(_read_call, left_out, columns)
    calls, bad_rows = read_rows(path, columns.values(), take)
    left_out.update(bad.reason for bad in bad_rows)
    return CallLog(calls, left_out, bad_rows=bad_rows)


def _read_call(
    left_out: Counter[str], columns: Mapping[str, str], row: LogRow
) -> LoggedCall | None:
    outcome = row.read_text(columns["outcome"])
    if outcome not in (ANSWERED, HUNG_UP):
        left_out[outcome.lower() or "no_outcome"] += 1
        return None
    arrival = row.read_instant(columns["arrival"])
    midnight = arrival.replace(hour=0, minute=0, second=0, microsecond=0)
    announced_s = row.read_announced(columns["announcement_s"])
    call = LoggedCall(
        day=arrival.date(),
        t=(arrival - midnight).total_seconds() + announced_s,
        kind=row.read_text(columns["kind"]),
        priority=row.read_whole(columns["priority"]),
        wait_s=row.read_seconds(columns["wait_s"]),
        is_answered=outcome == ANSWERED,
        talk_s=row.read_seconds(columns["talk_s"]),
        agent=row.read_text(columns["agent"]),
        caller=_blind(row.read_text(CALLER_COLUMN)),
    )
    if not call.is_answered and call.wait_s <= 0.0:
        left_out["left_before_queueing"] += 1
        return None
    return call


def _blind(caller: str) -> int:
    """A number that is the same for the same caller, 0 for nobody."""
    digest = hashlib.sha256(caller.encode()).digest()
    return 1 + int.from_bytes(digest[:6], "big") if caller else 0
