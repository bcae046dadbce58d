"""Keeps a list of children alive until told to stop, then leaves nothing behind.

Answers for order of start, restarts with back-off, one prefix per log line, and the end. One
thread, one loop. It knows nothing of the hotline: which children there are is `house`.
"""

from __future__ import annotations

import selectors
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from app.run.supervisor.child import Child, Runs
from app.run.supervisor.process import Process, start_process

TICK_S = 0.05
GRACE_S = 8.0
"""From the request to end until the end is forced; longer than the web's own bounded shutdown."""
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_AFTER_S = 60.0
"""A child that lived this long has its failures forgotten."""


class CannotStart(Exception):
    """A child did not come up; the text is for the person at the terminal."""


@dataclass(slots=True)
class _Kept:
    """One child and what became of it; instants are monotonic seconds."""

    child: Child
    process: Process | None = None
    started_s: float = 0.0
    restart_s: float | None = None
    failures: int = 0


def restart_delay_s(failures: int) -> float:
    """How long to wait before the next start after `failures` ends in a row (at least 1)."""
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(failures - 1, 30))


class Supervisor:
    """`say` prints one line; `run` is called once, in the main thread."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self._kept = [_Kept(child) for child in children]
        self._say = say
        self._selector = selectors.DefaultSelector()
        self._width = max((len(child.name) for child in children), default=0)
        self._stops_asked = 0

    def run(self, when_ready: Callable[[], None]) -> int:
        """Start all in order, call `when_ready`, keep them, end them when asked.

        Returns the exit code: 0 after a requested stop, 1 when a child did not come up.
        """
        self._listen_for_stops()
        try:
            for kept in self._kept:
                self._start_and_wait(kept)
            if not self._stops_asked:
                when_ready()
            while not self._stops_asked:
                self._turn()
        except CannotStart as error:
            self._say(str(error))
            return 1
        finally:
            self._stop_all()
        return 0

    def _listen_for_stops(self) -> None:
        signal.signal(signal.SIGINT, self._ask_stop)
        signal.signal(signal.SIGTERM, self._ask_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup is respected
            signal.signal(signal.SIGHUP, self._ask_stop)

    def _ask_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stops_asked += 1

    # ── start ────────────────────────────────────────────────────────────────────────────────

    def _start_and_wait(self, kept: _Kept) -> None:
        """Start one child and wait until it is ready, keeping the others meanwhile."""
        if self._stops_asked:
            return
        child = kept.child
        self._start(kept)
        deadline_s = time.monotonic() + child.ready_within_s
        while not self._stops_asked and not self._is_ready(kept):
            if time.monotonic() > deadline_s:
                raise CannotStart(f"{child.name}: not ready within {child.ready_within_s:.0f} s")
            self._turn()

    def _is_ready(self, kept: _Kept) -> bool:
        child, process = kept.child, kept.process
        if child.runs is Runs.BEFORE_THE_REST:
            code = process.exit_code if process else None
            if code:
                raise CannotStart(f"{child.name}: failed with exit code {code}")
            return code == 0
        if child.is_ready is None or process is None:
            return process is not None
        has_done = child.runs is Runs.ONCE and process.exit_code is not None
        return has_done or child.is_ready()

    def _start(self, kept: _Kept) -> None:
        kept.restart_s = None
        kept.started_s = time.monotonic()
        try:
            kept.process = start_process(kept.child)
        except OSError as error:
            raise CannotStart(f"{kept.child.name}: cannot be run: {error}") from error
        self._selector.register(kept.process.output_fd, selectors.EVENT_READ, kept)

    # ── keep ─────────────────────────────────────────────────────────────────────────────────

    def _turn(self) -> None:
        """One turn of the loop: pass on output, see who ended, start again who is due."""
        self._pass_output(TICK_S)
        now_s = time.monotonic()
        for kept in self._kept:
            if kept.process is not None and kept.process.exit_code is None:
                if kept.process.has_ended():
                    self._note_end(kept, now_s)
            elif kept.restart_s is not None and now_s >= kept.restart_s:
                self._start(kept)

    def _note_end(self, kept: _Kept, now_s: float) -> None:
        """Write down that a child ended and, where it should live, when it comes back."""
        assert kept.process is not None
        self._let_go(kept)
        code = kept.process.exit_code
        if kept.child.runs is not Runs.ALWAYS:
            if code and kept.child.runs is Runs.ONCE:
                self._line(kept.child, f"failed with exit code {code}")
            return
        steady = now_s - kept.started_s >= STEADY_AFTER_S
        kept.failures = 1 if steady else kept.failures + 1
        constant_s = kept.child.back_after_s
        delay_s = restart_delay_s(kept.failures) if constant_s is None else constant_s
        kept.restart_s = now_s + delay_s
        self._line(kept.child, f"ended with exit code {code}; starting again in {delay_s:g} s")

    def _pass_output(self, timeout_s: float) -> None:
        for key, _ in self._selector.select(timeout_s):
            kept: _Kept = key.data
            assert kept.process is not None
            lines = kept.process.read_lines()
            if lines is None:
                self._selector.unregister(key.fileobj)
            for line in lines or ():
                self._line(kept.child, line)

    def _line(self, child: Child, text: str) -> None:
        self._say(f"{child.name:<{self._width}} | {text}")

    def _let_go(self, kept: _Kept) -> None:
        """Pass on an ended child's last words and close its output."""
        process = kept.process
        assert process is not None
        for line in process.read_last_lines():
            self._line(kept.child, line)
        if process.output_fd in self._selector.get_map():
            self._selector.unregister(process.output_fd)
        process.close()

    # ── stop ─────────────────────────────────────────────────────────────────────────────────

    def _stop_all(self) -> None:
        """End the children, then what they lean on; forced after GRACE_S or a second request."""
        for foundation in (False, True):
            running = [
                (kept, kept.process)
                for kept in self._kept
                if kept.child.foundation is foundation
                and kept.process is not None
                and kept.process.exit_code is None
            ]
            self._stop([process for _, process in running])
            for kept, _ in running:
                self._let_go(kept)

    def _stop(self, processes: list[Process]) -> None:
        for process in processes:
            process.signal(signal.SIGTERM)
        force_s = time.monotonic() + GRACE_S
        asked = self._stops_asked
        while left := [process for process in processes if not process.has_ended()]:
            if time.monotonic() > force_s or self._stops_asked > asked:
                for process in left:
                    process.signal(signal.SIGKILL)
            self._pass_output(TICK_S)
