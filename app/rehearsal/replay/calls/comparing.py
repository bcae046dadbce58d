"""Ours beside the floor, measured one after the other in one run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.rehearsal.replay.calls.bench import Load, Measured, draw_arrivals, measure_calls
from app.rehearsal.replay.calls.floor import FloorFigures, measure_floor
from app.rehearsal.replay.calls.floor_app import Recipe
from app.rehearsal.replay.calls.timing import Quantiles


@dataclass(frozen=True, slots=True)
class Compared:
    """Both, and how many times the floor's each figure of ours is."""

    ours: Measured
    floor: FloorFigures
    ratio: dict[str, float]

    def write(self, path: Path) -> None:
        """Everything as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def compare_with_floor(folder: Path, database_url: str, load: Load) -> Compared:
    """Measure ours, then a floor that answers and writes as much for each call."""
    ours = measure_calls(folder, database_url, load)
    recipe = Recipe(
        webhooks=max(2, round(ours.webhooks_per_call)),
        commits=round(ours.commits_per_call),
        rows=round(ours.rows_per_call),
    )
    floor = measure_floor(folder, database_url, recipe, draw_arrivals(load))
    mine, least = list_figures(ours), list_figures(floor)
    ratio = {name: round(mine[name] / least[name], 2) for name in mine if least.get(name)}
    return Compared(ours, floor, ratio)


def list_figures(found: Measured | FloorFigures) -> dict[str, float]:
    """What both have, by name: milliseconds, and the calls a second that keep one web process
    busy (the less of them the more it does for each)."""
    spent, webhook = found.processor_ms_per_call, found.webhook
    return {
        **{
            f"{name} ms of processor per call": spent[name]
            for name in ("web", "database")
            if name in spent
        },
        **_list_quantiles(webhook),
        "calls/s, one web process busy": round(1000 / spent["web"], 1) if spent["web"] else 0.0,
    }


def _list_quantiles(webhook: Quantiles) -> dict[str, float]:
    return {
        "webhook p50 ms": webhook.p50,
        "webhook p95 ms": webhook.p95,
        "webhook p99 ms": webhook.p99,
    }
