"""A server with open streams stops at once when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from app.run.supervisor.ports import take_port

LONGEST_STOP_S = 5.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_open_streams_end_with_the_server(number: signal.Signals) -> None:
    port = take_port()
    command = [sys.executable, "-m", "uvicorn", "tests.live.streaming_app:app"]
    server = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"])
    try:
        _wait_for(port)
        with httpx.stream("GET", f"http://127.0.0.1:{port}/live", timeout=30) as answer:
            assert next(answer.iter_lines()).startswith(":")
            server.send_signal(number)
            server.wait(LONGEST_STOP_S)
    finally:
        server.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")
