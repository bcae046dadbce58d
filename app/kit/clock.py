"""The only reader of the time: a real, a sped-up and a stepped clock behind one port.

All instants are aware UTC datetimes.  A sped-up clock is shared by several processes through
its spec string (`HOTLINE_CLOCK`); a stepped clock moves only when its owner moves it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.kit.errors import BadSetting


class Clock(Protocol):
    """Where the hotline's time comes from."""

    def now(self) -> datetime:
        """The hotline's present instant, aware, UTC."""
        ...

    def wait(self, wake: threading.Event, until_at: datetime) -> None:
        """Block until `wake` is set or the hotline's time reaches `until_at`."""
        ...


@dataclass(frozen=True, slots=True)
class RunningClock:
    """Hotline time runs `speed` times as fast as real time since `real_epoch_s`.

    Speed 1 with equal epochs is the ordinary clock; `hotline_epoch_s` and `real_epoch_s` are
    POSIX seconds.
    """

    speed: float = 1.0
    real_epoch_s: float = 0.0
    hotline_epoch_s: float = 0.0

    def now(self) -> datetime:
        passed_s = (time.time() - self.real_epoch_s) * self.speed
        return datetime.fromtimestamp(self.hotline_epoch_s + passed_s, UTC)

    def wait(self, wake: threading.Event, until_at: datetime) -> None:
        left_s = (until_at - self.now()).total_seconds() / self.speed
        if left_s > 0:
            wake.wait(left_s)

    @property
    def spec(self) -> str:
        """The string from which another process makes the same clock."""
        return f"sped:{self.speed}:{self.real_epoch_s}:{self.hotline_epoch_s}"


@dataclass(slots=True)
class SteppedClock:
    """A clock that stands still until `advance_to`; for exact, repeatable runs and tests."""

    at: datetime
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> datetime:
        return self.at

    def wait(self, wake: threading.Event, until_at: datetime) -> None:
        """Never blocks: whoever owns a stepped clock decides when something is due."""

    def advance_to(self, at: datetime) -> None:
        """Move forward to `at`; a clock never goes back."""
        with self._lock:
            self.at = max(self.at, at)

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds`."""
        self.advance_to(self.at + timedelta(seconds=seconds))


def read_speed(clock: Clock) -> float:
    """How many hotline seconds pass in a real one: 1 but for a sped-up clock."""
    return clock.speed if isinstance(clock, RunningClock) else 1.0


def parse_clock(spec: str) -> Clock:
    """The clock that `spec` names: "" (real time) or "sped:SPEED:REAL_EPOCH:HOTLINE_EPOCH"."""
    if not spec:
        return RunningClock()
    try:
        kind, speed, real_epoch_s, hotline_epoch_s = spec.split(":")
        if kind == "sped" and float(speed) > 0:
            return RunningClock(float(speed), float(real_epoch_s), float(hotline_epoch_s))
    except ValueError:
        pass
    raise BadSetting(place="HOTLINE_CLOCK", reason=f"not a clock: {spec!r}")
