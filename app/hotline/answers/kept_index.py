"""The index as it is kept between starts: one folder for each build, one file that names the
present one.

A build is written beside the present one and takes its place by one rename of that file, so
whoever looks finds all of the old or all of the new, whatever dies. One process builds at a
time; its lock goes with it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from knowledge.index import Index
from knowledge.saving import UnreadableIndex, load_index, save_index

STANDING_FILE = "standing.json"
LOCK_FILE = "building.lock"
PROGRESS_FILE = "building"
BUILDS = "index-*"


@dataclass(frozen=True, slots=True)
class IndexStanding:
    """Up to which change and day an index is current, of which database; `name` is its folder's.

    `training` decides what the public sees, so an index belongs to one or the other.
    """

    birth: str = ""
    seen: int = 0
    day: date | None = None
    training: bool = False
    name: str = ""


def read_standing(folder: Path) -> IndexStanding:
    """What is kept; an empty standing where there is nothing of use."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads((folder / STANDING_FILE).read_text("utf-8"))
        day = date.fromisoformat(kept["day"])
        return IndexStanding(
            kept["birth"], int(kept["seen"]), day, bool(kept["training"]), str(kept["name"])
        )
    return IndexStanding()


def load_kept(folder: Path) -> tuple[IndexStanding, Index]:
    """The present index. Raises UnreadableIndex where there is none."""
    standing = read_standing(folder)
    if not standing.name:
        raise UnreadableIndex(f"{folder}: no index is kept")
    return standing, load_index(folder / standing.name)


def keep_index(folder: Path, standing: IndexStanding, index: Index) -> None:
    """Put an index in the place of the present one. The caller holds the lock."""
    name = f"index-{standing.seen}-{os.getpid()}"
    save_index(index, folder / name)
    kept = asdict(standing) | {"name": name, "day": str(standing.day)}
    fresh = folder / f"{STANDING_FILE}.new"
    fresh.write_text(json.dumps(kept), "utf-8")
    fresh.replace(folder / STANDING_FILE)
    (folder / PROGRESS_FILE).unlink(missing_ok=True)
    for other in folder.glob(BUILDS):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def hold_lock(folder: Path) -> Iterator[bool]:
    """Hold the right to build while the block lasts; False where somebody else has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def note_progress(folder: Path, done: int, of: int) -> None:
    """Tell whoever looks how far the build is. The caller holds the lock."""
    fresh = folder / f"{PROGRESS_FILE}.new"
    fresh.write_text(f"{done} {of}", "ascii")
    fresh.replace(folder / PROGRESS_FILE)


def find_progress(folder: Path) -> tuple[int, int] | None:
    """How many texts of how many the build that runs has read; None where none runs."""
    try:
        done, _, of = (folder / PROGRESS_FILE).read_text("ascii").partition(" ")
    except OSError:
        return None
    with hold_lock(folder) as is_free:
        if is_free:  # whoever noted it has died
            return None
    return int(done or 0), int(of or 0)
