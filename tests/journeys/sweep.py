"""`python -m tests.journeys.sweep [--flow NAME] [--step N] [--down SECONDS]`: the process killed at
every commit, of four plain calls or of a longer journey (`crash_flows`).

The everyday suite tries a few places; this tries all of them (some minutes) and prints one line
for each that loses somebody.  Exit code 1 when any does.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from tests.journeys import crash_flows
from tests.journeys.cast import Hotline
from tests.journeys.test_crash import RULES, check_nobody_lost, play


def try_flow(name: str, kill_at: int, moment: str, down_s: float) -> str:
    """What went wrong with one of the longer journeys, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        hotline = Hotline.open(Path(folder), **crash_flows.RULES)
        try:
            crash_flows.play(hotline, crash_flows.FLOWS[name], kill_at, moment, down_s)
            return ", ".join(crash_flows.find_wrongs(hotline, crash_flows.FLOWS[name]))
        finally:
            hotline.world.close()


def try_place(kill_at: int, moment: str, down_s: float) -> str:
    """What went wrong, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        hotline = Hotline.open(Path(folder), **RULES)
        try:
            play(hotline, kill_at=kill_at, moment=moment, down_s=down_s)
            check_nobody_lost(hotline)
        except AssertionError as error:
            found = [(c.id, c.state, c.outcome) for c in hotline.contacts()]
            return f"{error} {found} {hotline.breaches()}"
        finally:
            hotline.world.close()
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flow", choices=crash_flows.FLOWS, default="")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--last", type=int, default=120)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--down", type=float, default=0.0, help="seconds until it is up again")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    failed = 0
    for kill_at in range(options.first, options.last + 1, options.step):
        for moment in ("before", "after"):
            wrong = (
                try_flow(options.flow, kill_at, moment, options.down)
                if options.flow
                else try_place(kill_at, moment, options.down)
            )
            if wrong:
                failed += 1
                print(f"killed {moment} commit {kill_at}: {wrong}", flush=True)
    print(f"{failed} places lose somebody")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
