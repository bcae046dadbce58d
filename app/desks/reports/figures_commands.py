"""`hotline figures`: a month by half hour, hour or day, and language."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING

from app.kit.i18n.formats import LINE_TIME
from routing.measures import ANY_SEAT_LIVE, RIGHT_SEAT_LIVE, SERVICE_LEVEL_15, Figure

if TYPE_CHECKING:
    from app.desks.reports.intervals import Interval

LENGTHS = ("half-hour", "hour", "day", "all")
SHOWN = (RIGHT_SEAT_LIVE, ANY_SEAT_LIVE, SERVICE_LEVEL_15)

NOBODY = "nobody came in that month (made-up callers of the training: HOTLINE_TRAINING=1)"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `figures`."""
    figures = subparsers.add_parser("figures", help="a month by half hour and language")
    figures.add_argument("month", type=read_month, metavar="MONTH", help="such as 2026-11")
    figures.add_argument("--by", choices=LENGTHS, default="day")
    figures.add_argument("--json", action="store_true", help="every definition, as JSON")
    figures.set_defaults(run=tell_figures)


def read_month(text: str) -> tuple[datetime, datetime]:
    """The beginning of a month, and of the next, on the line's clock."""
    try:
        begins_at = datetime.strptime(text, "%Y-%m").replace(tzinfo=LINE_TIME)
        month = begins_at.month % 12 + 1
        return begins_at, begins_at.replace(year=begins_at.year + (month == 1), month=month)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: not a month such as 2026-11") from error


def tell_figures(arguments: argparse.Namespace) -> int:
    """Take in what the worker has not yet, then print the month."""
    from app.desks.reports.following import follow_to_the_end, renew_outdated
    from app.desks.reports.intervals import Length, Span, describe_interval, measure_intervals
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    settings = read_settings()
    store = open_store(settings)
    renew_outdated(store)
    follow_to_the_end(store)
    with store.read() as session:
        since_at, until_at = arguments.month
        span = Span(since_at, until_at, settings.training)
        intervals = measure_intervals(session, span, Length(arguments.by))
    store.engine.dispose()
    if arguments.json:
        print(json.dumps([describe_interval(each) for each in intervals], ensure_ascii=False))
    else:
        print("\n".join(describe(intervals) if intervals else [NOBODY]))
    return 0


def describe(intervals: list[Interval]) -> list[str]:
    """A table for a person at a terminal; each figure names its definition (law 6)."""
    titles = [f"{each.name} v{each.version}" for each in SHOWN]
    head = f"{'from':<17}{'language':<9}{'arrived':>8}{'asked':>8}"
    lines = [head + "".join(f"{title:>23}" for title in titles) + f"{'mean wait s':>13}"]
    for each in intervals:
        shares = [each.measure(definition) for definition in SHOWN]
        wait_s = each.measure_wait().value
        begins_at = each.begins_at.strftime("%Y-%m-%d %H:%M")
        lines.append(
            f"{begins_at:<17}{each.language or '?':<9}{each.arrived:>8}"
            f"{shares[0].denominator:>8}"
            + "".join(f"{_tell_share(share):>23}" for share in shares)
            + (f"{wait_s:>13.1f}" if wait_s is not None else f"{'–':>13}")
        )
    return lines


def _tell_share(share: Figure) -> str:
    return "–" if share.value is None else f"{share.value:.2f} %"
