"""B34 on both databases: threads and processes take the same contact at once."""

from __future__ import annotations

import app.run.tables  # noqa: F401 - a mapper needs every table that it refers to
from app.rehearsal.replay.database_races import run_database_races


def test_b34_nobody_is_connected_twice_and_every_loser_is_told(database_url: str) -> None:
    told = run_database_races(database_url, races=30, seed=5)
    assert (told.doubles, told.mismatches) == (0, 0)
    assert told.taken > 20, "races that nobody wins prove nothing"
    assert told.refused > 20
