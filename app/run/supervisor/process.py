"""One running child: its own process group, tied to our life by the kernel, its output by lines.

Answers for: a child never outlives the supervisor (not even after `kill -9`), and no member of
its process group outlives it. Must be used from one thread, the one that started the child: the
kernel's tie (`PR_SET_PDEATHSIG`) is to the starting thread. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field

from app.kit.settings import environment_with
from app.run.supervisor.child import Child

PR_SET_PDEATHSIG = 1
PYTHON_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 20),
}
"""Lines come at once; compiled files are kept, or each start would take seconds longer.  What a
flood took is given back: threads share their memory, and neither the C library's bound for pieces
of their own (a password's hash takes 19 MiB) nor that for an unused end grows with use."""
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class Process:
    """A started child. `exit_code` is None while it runs (negative: ended by that signal)."""

    popen: subprocess.Popen[bytes]
    exit_code: int | None = None
    _rest: bytes = field(default=b"", repr=False)

    @property
    def output_fd(self) -> int:
        """The readable end of the child's output."""
        assert self.popen.stdout is not None
        return self.popen.stdout.fileno()

    def read_lines(self) -> list[str] | None:
        """Whole lines written since last asked; None once the output is closed. Never blocks."""
        try:
            data = os.read(self.output_fd, 65536)
        except BlockingIOError:
            return []
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [_readable(line) for line in lines]

    def read_last_lines(self) -> list[str]:
        """Everything that an ended child still left to read, with an unfinished last line."""
        last: list[str] = []
        while lines := self.read_lines():
            last += lines
        return [*last, _readable(self._rest)] if self._rest else last

    def has_ended(self) -> bool:
        """Whether the child has ended; if so, the rest of its group is ended too."""
        if self.exit_code is not None:
            return True
        if os.waitid(os.P_PID, self.popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return False
        # Not yet reaped, so the group's number cannot be anybody else's.
        self.signal(signal.SIGKILL)
        self.exit_code = self.popen.wait()
        return True

    def signal(self, number: signal.Signals) -> None:
        """Send `number` to the child's whole group, if any of it is left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)

    def close(self) -> None:
        """Let go of the output of an ended child."""
        if self.popen.stdout is not None:
            self.popen.stdout.close()


def start_process(child: Child) -> Process:
    """Start `child` in a session of its own. Raises OSError when its program cannot be run."""
    supervisor = os.getpid()

    def tie_to_supervisor() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != supervisor:  # it died before the tie was made
            os.kill(os.getpid(), signal.SIGKILL)

    popen = subprocess.Popen(  # noqa: S603 - our own declarations, no shell
        child.argv,
        env=environment_with({**PYTHON_ENVIRONMENT, **child.environment}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=tie_to_supervisor,  # one thread only, so safe
    )
    process = Process(popen)
    os.set_blocking(process.output_fd, False)
    return process


def _readable(line: bytes) -> str:
    return line.decode(errors="replace").rstrip()


def own_python(*arguments: str) -> tuple[str, ...]:
    """The command that runs this same Python with `arguments`."""
    return (sys.executable, *arguments)
