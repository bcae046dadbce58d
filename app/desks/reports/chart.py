"""The geometry of the wallboard's chart: bars of callers by hour, a line of the rate.

Gives numbers to the template's SVG; draws nothing, knows no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.desks.reports.views import PLAN_PERCENT, STANDARD_PERCENT, HourBar

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 40, 12, 26
LABEL_EVERY = 3
SMALLEST_SCALE = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: two rectangles on a common base, and its label's centre."""

    x: float
    width: float
    asked_y: float
    asked_height: float
    answered_y: float
    answered_height: float
    centre: float
    hour: HourBar
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the SVG needs, in its own units."""

    width: int
    height: int
    base_y: float
    left: float
    right: float
    bars: tuple[Bar, ...]
    rate_points: str
    dots: tuple[tuple[float, float], ...]
    plan_y: float
    standard_y: float
    scale_max: int


def draw_chart(hours: Sequence[HourBar]) -> Chart:
    """Lay the hours out from left to right."""
    scale_max = max([SMALLEST_SCALE, *(hour.asked for hour in hours)])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(hours))
    bars = tuple(_place_bar(i, hour, step, scale_max) for i, hour in enumerate(hours))
    dots = tuple(
        (bar.centre, _rate_y(bar.hour.percent)) for bar in bars if bar.hour.percent is not None
    )
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        base_y=HEIGHT - BOTTOM,
        left=LEFT,
        right=WIDTH - RIGHT,
        bars=bars,
        rate_points=" ".join(f"{x:.1f},{y:.1f}" for x, y in dots),
        dots=dots,
        plan_y=_rate_y(PLAN_PERCENT),
        standard_y=_rate_y(STANDARD_PERCENT),
        scale_max=scale_max,
    )


def _place_bar(index: int, hour: HourBar, step: float, scale_max: int) -> Bar:
    plot_height = HEIGHT - TOP - BOTTOM
    asked_height = plot_height * hour.asked / scale_max
    answered_height = plot_height * hour.answered / scale_max
    x = LEFT + index * step
    base_y = HEIGHT - BOTTOM
    return Bar(
        x=round(x + step * 0.15, 1),
        width=round(step * 0.7, 1),
        asked_y=round(base_y - asked_height, 1),
        asked_height=round(asked_height, 1),
        answered_y=round(base_y - answered_height, 1),
        answered_height=round(answered_height, 1),
        centre=round(x + step / 2, 1),
        hour=hour,
        is_labelled=index % LABEL_EVERY == LABEL_EVERY - 1,
    )


def _rate_y(percent: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - percent / 100), 1)
