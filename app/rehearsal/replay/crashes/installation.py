"""The installation that is struck: its processes, its carrier, its database, seen from outside."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from app.kit.clock import RunningClock
from app.kit.settings import STAND_IN_ACCOUNT
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.rehearsal.replay.floods.installation import Besieged, run_besieged
from app.rehearsal.replay.processes import ChildFailed, pause

TICK_S = 0.05
WEB, REDIS, CARRIER = r"app\.run\.starting:build", "unixsocket", r"app\.gateway\b"
WORKER = r"app\.run\.worker|rq:worker"
"""Patterns by which processes of the installation are known; RQ gives its own another title."""
THERE_WITHIN_S = 60.0
ALL_CALLS = 100_000


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call as the carrier saw it; `talked_s`: how long its telephone heard a person."""

    sid: str
    number: str
    to: str
    is_inbound: bool
    created_at: datetime
    ended_at: datetime | None
    talked_s: float


@dataclass(frozen=True, slots=True)
class StruckInstallation:
    """The running installation.  `store` reads its database past it; `carrier` is the
    stand-in's."""

    besieged: Besieged
    store: Store
    carrier: httpx.Client

    @property
    def base_url(self) -> str:
        """Where the web is."""
        return f"http://127.0.0.1:{self.besieged.port}"

    def wait(self, seconds: float) -> None:
        """Let time pass, taking what the processes print; raises ChildFailed when all ended."""
        waited_s = 0.0
        while waited_s < seconds:
            self.besieged.listen()
            pause(TICK_S)
            waited_s += TICK_S

    def find(self, pattern: str) -> list[int]:
        """Processes of this installation whose command has `pattern`."""
        return find_children(self.besieged.running.process.popen.pid, pattern)

    def kill(self, pattern: str) -> datetime:
        """kill -9, as soon as there is something to kill; returns when.  Raises ChildFailed if
        there never is."""
        waited_s = 0.0
        while not (found := self.find(pattern)):
            self.wait(TICK_S)
            waited_s += TICK_S
            if waited_s > THERE_WITHIN_S:
                raise ChildFailed(name=pattern, reason="not there")
        killed_at = self.store.clock.now()
        os.kill(found[0], signal.SIGKILL)
        return killed_at

    def list_calls(self, limit: int = ALL_CALLS) -> list[PlacedCall]:
        """The carrier's latest calls, newest first."""
        found = self.carrier.get("/simulator/calls", params={"limit": limit}).raise_for_status()
        return [_read_call(row) for row in found.json()]


def _read_call(row: dict[str, Any]) -> PlacedCall:
    ended = row["ended_at"]
    return PlacedCall(
        sid=row["sid"],
        number=row["from"],
        to=row["to"],
        is_inbound=row["direction"] == "inbound",
        created_at=datetime.fromisoformat(row["created_at"]),
        ended_at=None if ended is None else datetime.fromisoformat(ended),
        talked_s=row["talked_s"],
    )


def find_children(parent: int, pattern: str) -> list[int]:
    """The children of `parent` whose command has `pattern`."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_text().replace("\0", " ")
            above = (place / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if re.search(pattern, command) and int(above) == parent:
            found.append(int(place.name))
    return found


@contextmanager
def run_struck(
    folder: Path, database_url: str, extra: Mapping[str, str] = MappingProxyType({})
) -> Iterator[StruckInstallation]:
    """Start everything as `scripts/run --no-demo` does; whom we miss is left to people."""
    environment = {"HOTLINE_CALLS_BACK": "0", **extra}
    with run_besieged(folder, database_url, extra=environment) as besieged:
        own = besieged.environment
        engine = make_engine(own["DATABASE_URL"])
        store = Store(engine, RunningClock(), Vault(own["HOTLINE_SECRET_KEY"]))
        login = (STAND_IN_ACCOUNT, besieged.token)
        carrier = httpx.Client(base_url=_find_carrier(besieged), timeout=30, auth=login)
        try:
            yield StruckInstallation(besieged, store, carrier)
        finally:
            carrier.close()
            engine.dispose()


def _find_carrier(besieged: Besieged) -> str:
    [pid, *_] = find_children(besieged.running.process.popen.pid, CARRIER) or [0]
    if not pid:
        raise ChildFailed(name="carrier", lines="\n".join(besieged.running.lines))
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return f"http://127.0.0.1:{words[words.index('--port') + 1]}"
