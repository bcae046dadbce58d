"""The installation under attack: started as `scripts/run --no-demo` does, on a folder and a
port of its own, with few descriptors if wished; and what it has of memory."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.rehearsal.replay.processes import ChildFailed, Running, pause
from app.run.supervisor.child import Child, answers_http
from app.run.supervisor.ports import take_port
from app.run.supervisor.process import own_python, start_process

UP_WITHIN_S = 120.0
OUTSIDE = (
    *("TWILIO_ACCOUNT_SID", "TWILIO_API_BASE_URL", "PUBLIC_BASE_URL", "REDIS_URL", "HOST"),
    *("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_TWIML_APP", "HOTLINE_CLOCK"),
)


@dataclass(frozen=True, slots=True)
class Besieged:
    """The running installation."""

    running: Running
    port: int
    token: str
    environment: Mapping[str, str]

    def listen(self) -> None:
        """Take what it printed; raises ChildFailed when it ended."""
        self.running.listen()

    def weigh(self) -> float:
        """Memory of the web process in MiB."""
        status = self._read_of_web("status")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024 if status else 0.0

    def count_processor_s(self) -> float:
        """Processor time that the web process has used, in seconds."""
        fields = self._read_of_web("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0

    def _read_of_web(self, name: str) -> str:
        """What the kernel tells of the web process; "" where there is none."""
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_text().split("\0")
                if "app.run.starting:build" in words and str(self.port) in words:
                    return (place / name).read_text()
            except OSError:
                continue
        return ""


@contextmanager
def run_besieged(
    folder: Path,
    database_url: str,
    descriptors: int | None = None,
    extra: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Besieged]:
    """Start everything, wait until it answers, stop all of it whatever happens.

    `extra` is added to the environment of its processes.
    """
    port, token = take_port(), secrets.token_hex(16)
    own = {
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'hotline.db'}",
        "HOTLINE_DATA_DIR": str(folder),
        "HOTLINE_SECRET_KEY": secrets.token_hex(32),
        "HOTLINE_LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "TWILIO_AUTH_TOKEN": token,
        **extra,
    }
    command = own_python("-m", "app.run.supervisor", "--no-demo")
    if descriptors is not None:
        command = ("sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh", *command)
    child = Child("installation", command, dict.fromkeys(OUTSIDE, "") | own)
    running = Running(child, start_process(child))
    try:
        is_up, waited_s = answers_http("127.0.0.1", port, "/sign-in"), 0.0
        while not is_up():
            running.listen()
            pause(0.2)
            waited_s += 0.2
            if waited_s > UP_WITHIN_S:
                raise ChildFailed(name="installation", lines="\n".join(running.lines))
        yield Besieged(running, port, token, own)
    finally:
        running.stop()
