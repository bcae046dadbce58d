"""Ports for servers that we start: two houses at once never take the same one."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from app.run.supervisor.ports import is_free, take_port

LISTEN = "import socket, sys; socket.create_server(('127.0.0.1', int(sys.argv[1]))).close()"


def test_a_port_that_was_taken_is_given_to_nobody_else_before_its_server_listens() -> None:
    ports = [take_port() for _ in range(300)]
    assert len(set(ports)) == len(ports)
    for port in ports[:20]:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))


def test_the_server_it_was_taken_for_may_listen_on_it_and_come_back() -> None:
    port = take_port()
    assert is_free(port), "as the house looks that is started there"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", LISTEN, str(port)], check=True)
