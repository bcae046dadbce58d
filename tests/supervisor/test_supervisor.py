"""The supervisor keeps its children alive and leaves none behind, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.run.supervisor.supervisor import LONGEST_DELAY_S, restart_delay_s

FAKE_CHILDREN = Path(__file__).with_name("fake_children.py")
Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the fake installation in one of its cases; ended by force after the test."""
    started: list[subprocess.Popen[str]] = []

    def start_case(case: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(FAKE_CHILDREN), str(tmp_path), case]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start_case
    for process in started:
        process.kill()
        process.communicate()


def wait_until(true: Callable[[], bool], within_s: float = 8.0) -> None:
    deadline_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline_s, "waited in vain"
        time.sleep(0.02)


def read_until(process: subprocess.Popen[str], part: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if part in line:
            return lines
    raise AssertionError(f"{part!r} never came: {lines}")


def pids(folder: Path, name: str) -> list[int]:
    file = folder / f"{name}.pid"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def all_pids(folder: Path) -> list[int]:
    return [pid for file in folder.glob("*.pid") for pid in pids(folder, file.stem)]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_dead_child_is_started_again(start: Start, tmp_path: Path) -> None:
    installation = start("steady")
    read_until(installation, "all ready")
    wait_until(lambda: len(pids(tmp_path, "one")) == 1)
    os.kill(pids(tmp_path, "one")[0], signal.SIGKILL)
    lines = read_until(installation, "starting again")
    assert lines[-1].startswith("one  | ended with exit code -9")
    wait_until(lambda: len(pids(tmp_path, "one")) == 2)


def test_restarts_back_off_up_to_a_bound() -> None:
    delays = [restart_delay_s(failures) for failures in (1, 2, 3, 4, 100)]
    assert delays == [0.5, 1.0, 2.0, 4.0, LONGEST_DELAY_S]


def test_output_carries_the_childs_name_and_loses_no_last_words(start: Start) -> None:
    lines = read_until(start("ends"), "ended with exit code 0")
    assert "one   | here" in lines
    assert "brief | unfinished" in lines


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_leaves_nothing(start: Start, tmp_path: Path, stop: signal.Signals) -> None:
    installation = start("steady")
    read_until(installation, "all ready")
    wait_until(lambda: len(all_pids(tmp_path)) == 3)
    installation.send_signal(stop)
    assert installation.wait(8) == 0
    assert not [pid for pid in all_pids(tmp_path) if is_alive(pid)]


def test_kill_9_leaves_nothing(start: Start, tmp_path: Path) -> None:
    installation = start("deaf")
    wait_until(lambda: len(all_pids(tmp_path)) == 2)
    installation.kill()
    installation.wait(5)
    wait_until(lambda: not [pid for pid in all_pids(tmp_path) if is_alive(pid)])


def test_a_deaf_child_is_ended_by_a_second_request(start: Start, tmp_path: Path) -> None:
    installation = start("deaf")
    read_until(installation, "all ready")
    wait_until(lambda: len(all_pids(tmp_path)) == 2)
    installation.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert installation.poll() is None
    installation.send_signal(signal.SIGTERM)
    assert installation.wait(5) == 0
    assert not [pid for pid in all_pids(tmp_path) if is_alive(pid)]


def test_a_childs_own_children_end_with_it(start: Start, tmp_path: Path) -> None:
    installation = start("parent")
    wait_until(lambda: len(pids(tmp_path, "parent")) == 2)
    parent, grandchild = pids(tmp_path, "parent")
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: not is_alive(grandchild))
    installation.terminate()
    assert installation.wait(8) == 0


def test_what_must_come_first_comes_first(start: Start, tmp_path: Path) -> None:
    read_until(start("in order"), "all ready")
    assert pids(tmp_path, "first")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("bad first", "first: failed with exit code 3"),
        ("never ready", "slow: not ready within 0 s"),
        ("no program", "gone: cannot be run"),
    ],
)
def test_a_child_that_does_not_come_up_ends_the_house(
    start: Start, tmp_path: Path, case: str, said: str
) -> None:
    installation = start(case)
    output, _ = installation.communicate(timeout=8)
    assert installation.returncode == 1
    assert said in output
    assert "all ready" not in output
    assert not pids(tmp_path, "never")
    assert not [pid for pid in all_pids(tmp_path) if is_alive(pid)]


def test_a_failed_demonstration_is_only_reported(start: Start) -> None:
    installation = start("bad demo")
    read_until(installation, "demo | failed with exit code 3")
    installation.terminate()
    assert installation.wait(8) == 0
