"""What the planner's commands share: options, number checks, progress, writing JSON."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def add_common(parser: argparse.ArgumentParser) -> None:
    """Scenario, days, seed, guard, processes, JSON."""
    parser.add_argument("scenario", type=Path, help="scenario file (JSON)")
    parser.add_argument("--replications", type=whole_from_1, help="days (default: the file's)")
    parser.add_argument("--seed", type=whole_from_0, default=0)
    parser.add_argument(
        "--guard", type=whole_from_0, help="interpreted call: idle seats (default: by duty)"
    )
    parser.add_argument(
        "--callback-guard", type=whole_from_0, help="call-back: idle seats (default: by duty)"
    )
    parser.add_argument(
        "--overtake",
        action="store_true",
        help="call-backs go before callers some time after their booking (the reference's rule)",
    )
    parser.add_argument("--times", type=whole_from_1, default=1, help="so many times the seats")
    parser.add_argument("--calls", type=positive, help="calls a day before the crowd")
    parser.add_argument(
        "--crowd", action="store_true", help="five times the calls from 15 to 16 o'clock"
    )
    parser.add_argument("--processes", type=whole_from_1, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="also write the result here ('-': stdout only)")


def finish(report: Mapping[str, object], target: Path | None) -> None:
    """Write the report where it was asked for."""
    if target is None:
        return
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    if str(target) == "-":
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8")


def wants_table(target: Path | None) -> bool:
    """Whether the table is printed too: not when JSON goes to standard output."""
    return str(target) != "-"


def show_progress(done: int, total: int) -> None:
    """One line on stderr, rewritten."""
    end = "\n" if done == total else ""
    print(f"\r  day {done} of {total}", end=end, file=sys.stderr, flush=True)


def show_count(done: int, total: int) -> None:
    """One line on stderr, rewritten, for what is not days."""
    end = "\n" if done == total else ""
    print(f"\r  {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)


def positive(text: str) -> float:
    """A number above 0 and below 100 000."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: not a number") from None
    if not 0.0 < value < 100_000.0:
        raise argparse.ArgumentTypeError(f"{text}: not between 0 and 100000")
    return value


def numbers(text: str) -> Sequence[float]:
    """Positive numbers, comma-separated."""
    return tuple(positive(part) for part in text.split(",") if part.strip())


def counts(text: str) -> Sequence[int]:
    """Whole numbers from 0, comma-separated."""
    return tuple(whole_from_0(part) for part in text.split(",") if part.strip())


def whole_from_1(text: str) -> int:
    """A whole number from 1."""
    return _whole(text, 1)


def whole_from_0(text: str) -> int:
    """A whole number from 0."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    if not text.strip().isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text}: not a whole number from {least}")
    return int(text)
