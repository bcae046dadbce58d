"""Processor time by process, as the kernel counts it."""

from __future__ import annotations

import os
from pathlib import Path

from app.replay.crashes.house import CARRIER, REDIS, WEB, WORKER, StruckHouse

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PARTS = {"web": WEB, "worker": WORKER, "redis": REDIS, "carrier": CARRIER}


def read_processor_s(pid: int) -> float:
    """Seconds of processor time of the process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / _TICKS_PER_S


def read_usage(house: StruckHouse) -> dict[str, float]:
    """Seconds so far of each part of the house, and of this process (`bench`)."""
    used = {
        name: sum(read_processor_s(pid) for pid in house.find(pattern))
        for name, pattern in PARTS.items()
    }
    return used | {"bench": read_processor_s(os.getpid())}


def subtract(after: dict[str, float], before: dict[str, float]) -> dict[str, float]:
    """What was used between the two readings."""
    return {name: used - before.get(name, 0.0) for name, used in after.items()}
