"""The geometry of the planning page's two charts. Gives numbers to the templates' SVG; draws
nothing, knows no words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing.planning.today import Slot

WIDTH, HEIGHT = 720, 230
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 12, 26
LABEL_EVERY = 4
SMALLEST_SCALE = 4

ROW_HEIGHT, ANSWER_LEFT, ANSWER_RIGHT = 54, 22, 26
PERCENTS = ("live", "connect", "zh", "bo", "sl15")
MOST_TICKS, TICK_STEPS = 6, (1, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Mark:
    """One half hour: the bar of what happened, and where its label goes ("" for none)."""

    x: float
    width: float
    y: float
    height: float
    is_now: bool
    label: str
    centre: float


@dataclass(frozen=True, slots=True)
class DayChart:
    """Bars of what happened over the band and the line of what was forecast."""

    width: int
    height: int
    left: float
    right: float
    base_y: float
    scale_max: int
    band: str
    line: str
    marks: tuple[Mark, ...]
    now_x: float | None


def draw_day(slots: Sequence[Slot]) -> DayChart:
    """Lay the half hours out from left to right; the band and the line are steps."""
    tallest = max([SMALLEST_SCALE, *(max(s.high, s.happened or 0) for s in slots)])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(slots))

    def y(count: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - count / tallest), 1)

    def steps(counts: Sequence[float]) -> list[str]:
        points = []
        for i, count in enumerate(counts):
            x = LEFT + i * step
            points += [f"{x:.1f},{y(count)}", f"{x + step:.1f},{y(count)}"]
        return points

    now = next((i for i, slot in enumerate(slots) if slot.is_now), None)
    above = steps([slot.high for slot in slots])
    below = steps([slot.low for slot in slots])
    return DayChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        base_y=y(0),
        scale_max=tallest,
        band=" ".join(above + below[::-1]),
        line=" ".join(steps([slot.expected for slot in slots])),
        marks=tuple(_mark(i, slot, step, y(slot.happened or 0)) for i, slot in enumerate(slots)),
        now_x=None if now is None else round(LEFT + now * step, 1),
    )


def _mark(index: int, slot: Slot, step: float, y: float) -> Mark:
    x = LEFT + index * step
    return Mark(
        x=round(x + step * 0.2, 1),
        width=round(step * 0.6, 1),
        y=y,
        height=round(HEIGHT - BOTTOM - y, 1),
        is_now=slot.is_now,
        label=slot.starts if index % LABEL_EVERY == 0 else "",
        centre=round(x, 1),
    )


@dataclass(frozen=True, slots=True)
class ErrorBar:
    """A mean with its 95 % interval, as places on the axis."""

    mean: float
    ci: float
    x: float
    low_x: float
    high_x: float


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One figure before and after, `y` its upper edge; `verdict` as `judge` says."""

    key: str
    y: float
    before: ErrorBar
    after: ErrorBar
    gain: float
    gain_ci: float
    verdict: str


@dataclass(frozen=True, slots=True)
class AnswerChart:
    """All figures in percent, one below the other, on one axis; `ticks` are (x, percent)."""

    width: int
    height: int
    rows: tuple[AnswerRow, ...]
    ticks: tuple[tuple[float, int], ...]
    days: int
    wait_before_s: float
    wait_after_s: float


def draw_answer(answer: Mapping[str, Any]) -> AnswerChart:
    """Lay out the JSON of `hotline what-if`."""
    before, after, gains = answer["before"], answer["after"], answer["difference"]
    means = [each[key] for each in (before, after) for key in PERCENTS]
    lowest = float(min(mean["mean"] - mean["ci"] for mean in means))
    floor, step = _choose_axis(lowest)

    def x(percent: float) -> float:
        share = (min(100.0, max(float(floor), percent)) - floor) / (100 - floor)
        return round(ANSWER_LEFT + (WIDTH - ANSWER_LEFT - ANSWER_RIGHT) * share, 1)

    def interval(mean: Mapping[str, float]) -> ErrorBar:
        centre, ci = mean["mean"], mean["ci"]
        return ErrorBar(centre, ci, x(centre), x(centre - ci), x(centre + ci))

    rows = tuple(
        AnswerRow(
            key,
            ROW_HEIGHT * i,
            interval(before[key]),
            interval(after[key]),
            gains[key]["mean"],
            gains[key]["ci"],
            judge(gains[key]["mean"], gains[key]["ci"]),
        )
        for i, key in enumerate(PERCENTS)
    )
    return AnswerChart(
        width=WIDTH,
        height=ROW_HEIGHT * len(rows) + BOTTOM,
        rows=rows,
        ticks=tuple((x(tick), tick) for tick in range(floor, 101, step)),
        days=int(answer["days"]),
        wait_before_s=before["asa_s"]["mean"],
        wait_after_s=after["asa_s"]["mean"],
    )


def _choose_axis(lowest: float) -> tuple[int, int]:
    """Where the axis of percents begins, and its step: whole numbers, few of them."""
    for step in TICK_STEPS:
        floor = max(0, min(100 - step, step * math.floor(lowest / step)))
        if (100 - floor) / step <= MOST_TICKS:
            return floor, step
    return 0, TICK_STEPS[-1]


def judge(gain: float, ci: float) -> str:
    """`better` or `worse` only when the interval of the difference leaves out zero, else
    `unclear`."""
    if abs(gain) <= ci or gain == 0:
        return "unclear"
    return "better" if gain > 0 else "worse"
