"""A server of our own over a tiny application, and raw connections to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.kit.web.connections import BoundedProtocol
from app.kit.web.guards import ASGIApp


@contextmanager
def serve(app: ASGIApp) -> Iterator[int]:
    """Yields the port; nine seconds of silence between two requests are allowed."""
    config = uvicorn.Config(
        app,
        port=0,
        http=BoundedProtocol,
        log_level="error",
        lifespan="off",
        timeout_keep_alive=9,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(5)


def begin(port: int, first: bytes) -> socket.socket:
    """A connection that has sent its first bytes."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=5)
    opened.sendall(first)
    return opened


def is_cut_off(opened: socket.socket) -> bool:
    """Whether the server ended it, without a word."""
    try:
        return opened.recv(1000) == b""
    except ConnectionResetError:
        return True
