"""The whole installation as `scripts/run` starts it: it comes up, heals, and leaves nothing
behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import httpx
import pyotp
import pytest

from app.run.supervisor.ports import take_port
from tests.architecture.sources import ROOT

PASSWORD = "a long enough password"
UP_WITHIN_S = 60.0
DOWN_WITHIN_S = 20.0
BACK_WITHIN_S = 5.0
REAL_PARTS = ("DATABASE_URL", "REDIS_URL", "TWILIO_", "PUBLIC_BASE_URL", "HOTLINE_")


class Installation:
    """`python -m app.run.supervisor --no-demo` over a folder of its own."""

    def __init__(self, folder: Path, **outside: str) -> None:
        self.folder = str(folder)
        self.port = take_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(REAL_PARTS)}
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**kept, "HOTLINE_DATA_DIR": str(folder), "PORT": str(self.port)}
        self.environment |= outside
        self.process = self.start_another()
        self.lines: list[str] = []

    def start_another(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            (sys.executable, "-m", "app.run.supervisor", "--no-demo"),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until(self, part: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if part in line:
                return
        raise AssertionError("\n".join(self.lines))

    def find_processes(self) -> dict[int, str]:
        """Number and command of every living process that was started for this folder."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_text().replace("\0", " ")
                # A Redis server writes its title over its variables, but names its socket there.
                if self.folder in command + (folder / "environ").read_text():
                    found[int(folder.name)] = command
            except (OSError, UnicodeDecodeError):
                continue
        return found

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/sign-in").status_code == 200
        except httpx.TransportError:
            return False

    def sign_in(self) -> httpx.Cookies:
        """What the browser of a new, signed-in supervisor holds."""
        subprocess.run(
            (sys.executable, "-m", "app.run.cli", "accounts", "add", "tashi", "--role=supervisor"),
            cwd=ROOT,
            env=self.environment,
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with httpx.Client(base_url=self.address, follow_redirects=True) as browser:
            page = browser.post("/sign-in", data={"username": "tashi", "password": PASSWORD}).text
            shown = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
            assert shown
            code = pyotp.TOTP(shown[1].replace(" ", "")).now()
            assert browser.post("/sign-in/set-up", data={"code": code}).status_code == 200
            return httpx.Cookies(browser.cookies)

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.wait_until_gone()

    def wait_until_gone(self) -> None:
        deadline_s = time.monotonic() + DOWN_WITHIN_S
        while left := self.find_processes():
            assert time.monotonic() < deadline_s, left
            time.sleep(0.05)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    try:
        installation.read_until("ready: ")
        yield installation
    finally:
        installation.end()


def kill_web(installation: Installation) -> float:
    """kill -9 of what answers the telephone; returns the seconds until it answers again."""
    commands = installation.find_processes()
    web = next(pid for pid, command in commands.items() if "uvicorn" in command)
    begun_s = time.monotonic()
    os.kill(web, signal.SIGKILL)
    installation.read_until("ended with exit code -9; starting again")
    while not installation.answers():
        assert time.monotonic() < begun_s + UP_WITHIN_S
        time.sleep(0.05)
    return time.monotonic() - begun_s


def test_it_comes_up_heals_and_ends_whole(installation: Installation) -> None:
    assert installation.answers()
    commands = installation.find_processes()
    for part in ("uvicorn app.run.starting:build", "app.run.worker", "app.gateway", "redis.sock"):
        assert any(part in command for command in commands.values()), f"{part} not in {commands}"

    second = installation.start_another()
    output, _ = second.communicate(timeout=UP_WITHIN_S)
    assert second.returncode == 1
    assert f"port {installation.port} is taken" in output

    back_s = [kill_web(installation) for _ in range(8)]
    assert back_s[-1] < max(BACK_WITHIN_S, 2 * median(back_s[:4])), "as soon the eighth time"

    installation.process.send_signal(signal.SIGTERM)
    installation.process.communicate(timeout=DOWN_WITHIN_S)
    assert installation.process.returncode == 0
    installation.wait_until_gone()


def test_ctrl_c_ends_it_while_a_live_stream_is_open(installation: Installation) -> None:
    cookies = installation.sign_in()
    with httpx.stream("GET", f"{installation.address}/live", cookies=cookies) as stream:
        assert stream.status_code == 200
        pieces = stream.iter_bytes()
        assert b"listening" in next(pieces)
        installation.process.send_signal(signal.SIGINT)
        installation.process.communicate(timeout=DOWN_WITHIN_S)
        assert installation.process.returncode == 0
        installation.wait_until_gone()
        with pytest.raises((StopIteration, httpx.TransportError)):
            next(pieces)


@pytest.mark.postgres
def test_two_variables_put_it_on_postgres_and_an_outside_redis(
    tmp_path: Path, empty_postgres_url: str, redis_address: str
) -> None:
    installation = Installation(tmp_path, DATABASE_URL=empty_postgres_url, REDIS_URL=redis_address)
    try:
        installation.read_until("ready: ")
        assert installation.answers()
        assert not any(
            "redis.sock" in command for command in installation.find_processes().values()
        )
        assert not (tmp_path / "hotline.db").exists()
        installation.process.terminate()
        installation.process.communicate(timeout=DOWN_WITHIN_S)
        assert installation.process.returncode == 0
    finally:
        installation.end()


def test_kill_9_takes_everything_with_it(installation: Installation) -> None:
    assert len(installation.find_processes()) > 4
    installation.process.kill()
    installation.wait_until_gone()
