"""The real processes of a sped-up replay: web and stand-in carrier, started and all stopped.

They see nothing of the surroundings but what is set here: no real carrier, database or Redis.
"""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from app.kit.clock import RunningClock
from app.kit.errors import HotlineError
from app.kit.settings import Settings, TwilioSettings
from app.run.supervisor.child import Child, accepts_connections, answers_http
from app.run.supervisor.children import KEPT_S
from app.run.supervisor.ports import take_port
from app.run.supervisor.process import Process, own_python, start_process

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0
KEPT_LINES = 200


class ChildFailed(HotlineError):
    """A process of the replay ended or did not get ready; facts: `name` and its last lines."""

    code = "child_failed"


@dataclass(slots=True)
class Running:
    """One started process and the last lines it wrote."""

    child: Child
    process: Process
    lines: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Take what it wrote, so that its pipe never fills; raises ChildFailed when it ended."""
        self.lines += self.process.read_lines() or []
        del self.lines[:-KEPT_LINES]
        if self.process.has_ended():
            raise ChildFailed(name=self.child.name, lines="\n".join(self.lines))

    def list_errors(self) -> list[str]:
        """What it wrote, if that looks like trouble."""
        self.listen()
        has_failed = any("Traceback" in line or "ERROR" in line for line in self.lines)
        return [f"{self.child.name} | {line}" for line in self.lines] if has_failed else []

    def stop(self) -> None:
        """End it and its whole group."""
        self.process.signal(signal.SIGTERM)
        waited = 0.0
        while not self.process.has_ended() and waited < STOP_WITHIN_S:
            pause(0.05)
            waited += 0.05
            self.process.read_lines()
        self.process.signal(signal.SIGKILL)
        while not self.process.has_ended():
            pause(0.05)
        self.process.close()


def pause(real_s: float) -> None:
    """Sleep for `real_s` real seconds."""
    Event().wait(real_s)


@dataclass(frozen=True, slots=True)
class ProcessHouse:
    """Where the processes are, and the clock that all of them share."""

    settings: Settings
    clock: RunningClock
    carrier_port: int
    calls_per_second: float
    seed: int

    @property
    def carrier_url(self) -> str:
        return f"http://127.0.0.1:{self.carrier_port}"

    def list_children(self) -> list[Child]:
        """The carrier and the web."""
        settings, shared = self.settings, self._environment()
        carrier = own_python(
            *("-m", "app.gateway", "--port", str(self.carrier_port)),
            *("--app-url", settings.public_base_url, "--clock", self.clock.spec),
            *("--calls-per-second", str(self.calls_per_second), "--seed", str(self.seed)),
        )
        web = own_python(
            *("-m", "uvicorn", "app.run.starting:build", "--factory"),
            *("--host", "127.0.0.1", "--port", str(settings.port)),
            *("--timeout-graceful-shutdown", "3", "--log-level", "warning", "--no-access-log"),
            *("--http", "app.kit.web.connections:BoundedProtocol"),
            *("--timeout-keep-alive", str(KEPT_S)),
        )
        return [
            Child("carrier", carrier, shared, accepts_connections(self.carrier_port)),
            Child("web", web, shared, answers_http("127.0.0.1", settings.port, "/sign-in")),
        ]

    def _environment(self) -> dict[str, str]:
        settings, twilio = self.settings, self.settings.twilio
        return {
            "DATABASE_URL": settings.database_url,
            "HOTLINE_CALLS_BACK": "0",  # a log of the past knows of none
            "HOTLINE_CLOCK": self.clock.spec,
            "HOTLINE_DATA_DIR": str(settings.data_dir),
            "HOTLINE_SECRET_KEY": settings.secret_key,
            "HOTLINE_TRAINING": "",
            "PORT": str(settings.port),
            "PUBLIC_BASE_URL": settings.public_base_url,
            "REDIS_URL": "",
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_NUMBER": twilio.number,
            "TWILIO_API_BASE_URL": self.carrier_url,
        }


def plan_installation(
    data_dir: Path, database_url: str, clock: RunningClock, *, calls_per_second: float, seed: int
) -> ProcessHouse:
    """Settings of a hotline of its own, on free ports of this machine."""
    port = take_port()
    carrier_port = take_port()
    settings = Settings(
        database_url=database_url or f"sqlite:///{data_dir / 'sped.db'}",
        redis_url="",
        port=port,
        public_base_url=f"http://127.0.0.1:{port}",
        twilio=TwilioSettings(
            account_sid="AC" + "2" * 32,
            auth_token=secrets.token_hex(16),
            number="+8612348",
            api_base_url=f"http://127.0.0.1:{carrier_port}",
        ),
        secret_key=secrets.token_hex(32),
        data_dir=data_dir,
        clock_spec=clock.spec,
    )
    return ProcessHouse(settings, clock, carrier_port, calls_per_second, seed)


@contextmanager
def run_installation(installation: ProcessHouse) -> Iterator[list[Running]]:
    """Start everything, wait until it answers, and stop all of it whatever happens."""
    running: list[Running] = []
    try:
        for child in installation.list_children():
            process = start_process(child)
            running.append(Running(child, process))
        for each in running:
            wait_until_ready(each)
        yield running
    finally:
        for each in reversed(running):
            each.stop()


def wait_until_ready(running: Running) -> None:
    """Until it answers; raises ChildFailed when it ended, or does not for much too long."""
    waited = 0.0
    is_ready = running.child.is_ready
    while is_ready is not None and not is_ready():
        running.listen()
        pause(0.1)
        waited += 0.1
        if waited > READY_WITHIN_S:
            lines = "\n".join(running.lines)
            raise ChildFailed(name=running.child.name, reason="not ready", lines=lines)
