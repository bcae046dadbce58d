"""B71 beyond the plain call: consult, transfers, 110, call-back, recording, rating, a left message.

Killed between any two commits, each ends as if it had not been: one contact, one ticket, nobody
left on a line, nothing rung twice.  `python -m tests.journeys.sweep --flow NAME` tries every one.
"""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Opener
from tests.journeys.crash_flows import FLOWS, RULES, find_wrongs, play

PLACES = [
    *(("warm", 30, "after"), ("warm", 38, "before")),
    *(("blind", 32, "before"), ("outside", 29, "after")),
    *(("rated", 25, "after"), ("callback", 17, "before"), ("message", 4, "after")),
]


@pytest.mark.parametrize(("name", "kill_at", "moment"), PLACES)
def test_b71_killed_within_a_longer_journey(
    open_on_sqlite: Opener, name: str, kill_at: int, moment: str
) -> None:
    hotline = open_on_sqlite(**RULES)
    play(hotline, FLOWS[name], kill_at, moment)
    assert hotline.world.kills == 1  # type: ignore[attr-defined]
    assert find_wrongs(hotline, FLOWS[name]) == []
