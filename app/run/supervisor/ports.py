"""Free and taken ports of this machine. Loopback only."""

from __future__ import annotations

import socket

_held: list[socket.socket] = []


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def take_port() -> int:
    """A port that nobody else has or gets while this process lives, for a server that we start.

    It stays bound, but nobody listens on it: the kernel gives it to nobody who asks for any port,
    and our server, which names it, may still have it.
    """
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _held.append(holder)
    port: int = holder.getsockname()[1]
    return port
