"""The open desks beside a measurement: starts their process, hears at the end what they did."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.rehearsal.replay.calls.people import Agents
from app.run.supervisor.process import own_python

TOLD_WITHIN_S = 60.0


@dataclass(slots=True)
class Desks:
    """How long each fragment took in seconds, and how often what broke, while they opened and
    after; known once they are closed."""

    fragments_s: list[float] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)
    broken_opening: dict[str, int] = field(default_factory=dict)
    opening_s: float = 0.0


@contextmanager
def open_desks(agents: Agents, base_url: str, count: int) -> Iterator[Desks]:
    """So many agents' pages are open while the block lasts."""
    desks = Desks()
    if not count:
        yield desks
        return
    cookies = [dict(each.http.cookies) for each in agents.consoles.values()][:count]
    command = own_python("-m", "app.rehearsal.replay.calls.consoles", base_url)
    with subprocess.Popen(  # noqa: S603 - our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(cookies) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        try:
            yield desks
        finally:
            told = json.loads(process.communicate(timeout=TOLD_WITHIN_S)[0])
            desks.fragments_s += told["fragments_s"]
            desks.broken |= told["broken"]
            desks.broken_opening |= told["broken_opening"]
            desks.opening_s = told["opening_s"]
