"""What a supervised process is: a declaration, with the checks that say it is ready.

Answers for the words only; starting and ending is `process`, keeping alive is `supervisor`.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

ReadyCheck = Callable[[], bool]
CHECK_TIMEOUT_S = 1.0
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised here, never bound by default


class Runs(StrEnum):
    """How long a child is meant to live."""

    ALWAYS = "always"
    """Started again whenever it ends."""
    BEFORE_THE_REST = "before_the_rest"
    """Must end well before the next child starts; its failure ends the whole."""
    ONCE = "once"
    """Runs beside the others and may end; its failure is only reported."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process: `environment` is added to the supervisor's own.

    `is_ready` is asked until it says yes or `ready_within_s` has passed; without one the child is
    ready as soon as it runs. A `foundation` is what the others lean on: it is ended after them.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: ReadyCheck | None = None
    ready_within_s: float = 30.0
    runs: Runs = Runs.ALWAYS
    foundation: bool = False
    back_after_s: float | None = None
    """A constant wait before it is started again, however often it ends; None: a growing one."""


def answers_http(host: str, port: int, path: str) -> ReadyCheck:
    """A check: the page at `path` of a server listening on `host` answers, with less than 500."""
    reached = "127.0.0.1" if host in EVERY_ADDRESS else host

    def check() -> bool:
        connection = http.client.HTTPConnection(reached, port, timeout=CHECK_TIMEOUT_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return check


def accepts_connections(address: Path | int) -> ReadyCheck:
    """A check: the Unix socket, or the port on this machine, takes a connection."""

    def check() -> bool:
        try:
            if isinstance(address, int):
                socket.create_connection(("127.0.0.1", address), timeout=CHECK_TIMEOUT_S).close()
            else:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.settimeout(CHECK_TIMEOUT_S)
                    probe.connect(str(address))
        except OSError:
            return False
        return True

    return check


def has_accounts(database_url: str) -> ReadyCheck:
    """A check: somebody can sign in. True for other databases than SQLite's, unasked."""
    parts = urlsplit(database_url)

    def check() -> bool:
        if not parts.scheme.startswith("sqlite"):
            return True
        try:
            with contextlib.closing(
                sqlite3.connect(f"file:{parts.path[1:]}?mode=ro", uri=True)
            ) as found:
                return found.execute("SELECT 1 FROM accounts LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return False

    return check
