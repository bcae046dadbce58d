"""B107: what the bench of floods takes for kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.rehearsal.replay.floods.bench import MOST_KEPT_MIB, FloodFigures

QUIET = FloodFigures("quiet", 60, 0, 0.010, 0.050, 0, 0, 230.0, 230.0, 230.0, 0.2)


@pytest.mark.parametrize(
    ("changes", "is_kept"),
    [
        ({}, True),
        ({"median_s": 0.020}, True),
        ({"median_s": 0.021}, False),
        ({"p99_s": 2.1}, False),
        ({"failed": 1}, False),
        ({"memory_most": 500.0}, True),
        ({"memory_after": 230.0 + MOST_KEPT_MIB + 1}, False),
    ],
)
def test_b107_kept_is_quick_heard_and_gives_memory_back(
    changes: dict[str, Any], is_kept: bool
) -> None:
    assert replace(QUIET, **changes).is_kept(QUIET) is is_kept
