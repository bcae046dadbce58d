"""A throw-away Redis-protocol server: the one that `scripts/run` would start, on its own socket.

`stop` and `start` let a test take Redis away and give it back, empty, at the same address.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.run.supervisor.child import accepts_connections
from app.run.supervisor.redis_server import find_redis_server, redis_command, redis_url
from tests.servers.tether import end_with_parent

READY_WITHIN_S = 10.0


class ValkeyServer:
    """A server in `folder`, running after `start` and until `stop`."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The REDIS_URL of this server."""
        return redis_url(self.socket)

    def start(self) -> None:
        """Start it and wait until it answers (some 50 ms)."""
        self._process = subprocess.Popen(
            redis_command(find_redis_server(), self.socket),
            stdout=subprocess.DEVNULL,
            preexec_fn=end_with_parent(signal.SIGKILL),
        )
        answers = accepts_connections(self.socket)
        deadline_s = time.monotonic() + READY_WITHIN_S
        while not answers():
            assert self._process.poll() is None, "the Redis server ended at once"
            assert time.monotonic() < deadline_s, "the Redis server does not answer"
            time.sleep(0.01)

    def stop(self) -> None:
        """End it at once, with all it held."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self.socket.unlink(missing_ok=True)


@contextmanager
def running_valkey() -> Iterator[ValkeyServer]:
    """Start a server, and remove it and its folder afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-redis-", dir="/tmp"))
    server = ValkeyServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
