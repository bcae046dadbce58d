"""Recordings of the simulated switch: nothing is heard on them, only their length is true."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.gateway.core.timeline import Timeline
from app.gateway.simulated.media import make_silent_wav


@dataclass(slots=True)
class _Tape:
    running_since: datetime | None
    length_s: float = 0.0


@dataclass(slots=True)
class Tapes:
    """Tapes by the protocol's name for the recording."""

    timeline: Timeline
    _tapes: dict[str, _Tape] = field(default_factory=dict)

    def start(self, recording: str) -> None:
        self._tapes[recording] = _Tape(self.timeline.now)

    def pause(self, recording: str, *, is_paused: bool) -> None:
        """Stand still, or go on."""
        tape = self._tapes.get(recording)
        if tape is None:
            return
        now = self.timeline.now
        if tape.running_since is not None:
            tape.length_s += (now - tape.running_since).total_seconds()
        tape.running_since = None if is_paused else now

    def read(self, recording: str) -> bytes:
        tape = self._tapes.get(recording)
        return make_silent_wav(tape.length_s) if tape is not None else b""
