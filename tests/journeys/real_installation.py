"""Real processes: the supervised installation over a folder of its own, and a hand on its
carrier."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import set_ready, sign_in_agent
from app.hotline.dispatch.router import Router
from app.kit.clock import RunningClock, parse_clock
from app.kit.settings import ROOT, environment_with, read_settings
from app.kit.storage.engine import make_engine
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.supervisor.ports import take_port

SECRET = "q7Vd-93kf-Lw2x-Zt8m-Rb5c-Hn4j-Ys6p"
SPEED = 3.0
UP_WITHIN_S = 90.0


class RealInstallation:
    """`python -m app.run.supervisor --no-demo` on a clock that runs `SPEED` times as fast."""

    def __init__(self, folder: Path, extra: Mapping[str, str]) -> None:
        self.folder = folder
        self.port = take_port()
        now_s = RunningClock().now().timestamp()
        clock = RunningClock(SPEED, now_s, now_s)
        database = f"sqlite:///{folder / 'hotline.db'}"
        own = {
            "HOTLINE_DATA_DIR": str(folder),
            "PORT": str(self.port),
            "HOTLINE_CLOCK": clock.spec,
            "HOTLINE_SECRET_KEY": SECRET,
            "DATABASE_URL": database,
        }
        for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE_URL"):
            own[name] = ""
        self.environment = environment_with({**own, "REDIS_URL": "", **extra})
        self.output = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the installation
        self.process = subprocess.Popen(
            (sys.executable, "-m", "app.run.supervisor", "--no-demo"),
            cwd=ROOT,
            env=self.environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        engine = make_engine(self.environment["DATABASE_URL"])
        self.store = Store(engine, parse_clock(clock.spec), Vault(SECRET))
        self.router = Router(self.store)
        self.wait_for(self.is_up, UP_WITHIN_S)
        login = read_settings(self.environment).carrier_login
        self.carrier = httpx.Client(base_url=self._find_carrier(), timeout=10, auth=login)

    def read_output(self) -> str:
        self.output.seek(0)
        return self.output.read()

    def is_up(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def fetch(self, path: str) -> httpx.Response:
        """What the carrier gets that fetches something from us."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).raise_for_status()

    def wait_for(self, is_true: Callable[[], bool], within_s: float = 40.0) -> None:
        """Real seconds; fails with what the processes printed."""
        end_s = time.monotonic() + within_s
        while not is_true():
            if time.monotonic() > end_s or self.process.poll() is not None:
                raise AssertionError(f"{self.read_output()[-4000:]}\n{self.describe()}")
            time.sleep(0.1)

    def describe(self) -> str:
        """Where every contact and every seat stands."""
        with self.store.read() as session:
            rows = [*session.scalars(select(Contact)), *session.scalars(select(Agent))]
            return "\n".join(f"{type(row).__name__} {row.id} {row.state}" for row in rows)

    def find(self, part: str) -> list[int]:
        """Processes of this installation whose command holds `part`."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                command = (place / "cmdline").read_text().replace("\0", " ")
                parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if part in command and int(parent) == self.process.pid:
                found.append(int(place.name))
        return found

    def kill(self, part: str) -> None:
        """kill -9 of the one process of this installation whose command holds `part`."""
        [pid] = self.find(part)
        os.kill(pid, signal.SIGKILL)

    def _find_carrier(self) -> str:
        [pid] = self.find("app.gateway")
        arguments = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        return f"http://127.0.0.1:{arguments[arguments.index('--port') + 1]}"

    def staff(self, number: str, languages: tuple[str, ...], plan: dict[str, Any]) -> int:
        """Somebody comes on duty and is ready; their telephone does what `plan` says."""
        self.carrier.put(f"/simulator/phones/{number}", json=plan).raise_for_status()
        with self.store.write() as uow:
            agent_id = add_agent(uow, NewAgent("Person", languages, "general", address=number)).id
        with self.router.write() as work:
            sign_in_agent(work, agent_id)
        with self.router.write() as work:
            set_ready(work, agent_id)
        return agent_id

    def call_in(self, number: str, plan: dict[str, Any]) -> None:
        calls = [{"from_number": number, "plan": plan}]
        self.carrier.post("/simulator/calls", json=calls).raise_for_status()

    def calls(self) -> list[dict[str, Any]]:
        """The carrier's calls, oldest first."""
        found = self.carrier.get("/simulator/calls", params={"limit": 500}).json()
        return list(reversed(found))

    def contacts(self) -> list[Contact]:
        with self.store.read() as session:
            return list(session.scalars(select(Contact).order_by(Contact.id)))

    def count(self, state: str) -> int:
        return sum(contact.state == state for contact in self.contacts())

    def run_command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`hotline …` with the environment of the installation."""
        return subprocess.run(
            (sys.executable, "-m", "app.run.cli", *arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        self.carrier.close()
        self.store.engine.dispose()
        self.output.close()
