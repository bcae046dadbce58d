"""`hotline replay`: plays a real call log through the whole live path."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.desks.planning.options import whole_from_1
from app.kit.subcommands import join_group

if TYPE_CHECKING:
    from app.rehearsal.replay.callers import Cast
    from app.rehearsal.replay.figures import Findings
    from app.rehearsal.replay.mapping import Mapping

HELP_WITHIN_MS = 100.0
MONTH_WITHIN_S = 3.0
SHOWN = 10
SHOWN_LINES = 60


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `replay`."""
    parser = subparsers.add_parser("replay", help="play a call log through the whole live path")
    parser.add_argument("calls", type=Path, metavar="CALLS.csv", help="may be packed with gzip")
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="default: the bank's log")
    parser.add_argument("--from", dest="start", type=_local_time, help="first arrival, local time")
    parser.add_argument(
        "--until", type=_local_time, help="arrivals before this; the day of --from: its end"
    )
    parser.add_argument("--clock", choices=("stepped", "sped"), default="stepped")
    parser.add_argument("--speed", type=_speed, default=10.0, help="of the sped-up clock")
    parser.add_argument(
        "--verify-every", type=float, metavar="S", help="sped: prove the laws every S real seconds"
    )
    parser.add_argument("--seed", type=int, default=1, help="of every draw")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the findings there too")
    parser.add_argument("--database-url", default="", help="an empty one; default: thrown away")
    parser.set_defaults(run=replay_from_arguments)
    benches = join_group(subparsers, "bench", "measure speed")
    races = benches.add_parser("database-races", help="race the desks of two processes")
    races.add_argument("--rounds", type=int, default=10_000, help="races")
    races.add_argument("--seed", type=int, default=0)
    races.add_argument("--database-url", default="", help="an empty one; default: a new SQLite")
    races.set_defaults(run=race_from_arguments)
    suggestions = benches.add_parser("suggestions", help="the agent's help over HTTP")
    suggestions.add_argument("--articles", type=int, default=10_000)
    suggestions.add_argument("--asked", type=int, default=300)
    suggestions.set_defaults(run=bench_suggestions)
    facts = benches.add_parser("facts", help="a month's figures, a board's looks, the follower")
    facts.add_argument("--contacts", type=whole_from_1, default=1_000_000, help="in the month")
    facts.add_argument("--followed", type=whole_from_1, default=20_000, help="told by the log")
    facts.add_argument("--database-url", default="", help="an empty one; default: a new SQLite")
    facts.add_argument("--json", type=Path, metavar="OUT", help="write the figures there too")
    facts.set_defaults(run=bench_facts)


def bench_suggestions(arguments: argparse.Namespace) -> int:
    """Print how fast suggestions come; 0 when 99 of 100 come within 100 ms."""
    import numpy as np

    from app.rehearsal.replay.suggestion_bench import measure_help

    with tempfile.TemporaryDirectory() as folder:
        took = measure_help(arguments.articles, arguments.asked, Path(folder))
    middle, late = np.percentile(took, [50, 99])
    print(f"{arguments.articles} articles in both languages, {len(took)} requests over HTTP")
    print(f"p50 {middle:.1f} ms, p99 {late:.1f} ms, worst {max(took):.1f} ms; asked: 100 ms")
    return int(late > HELP_WITHIN_MS)


def bench_facts(arguments: argparse.Namespace) -> int:
    """Print how soon a month is there; 0 within three seconds and with the definitions' figures."""
    from app.rehearsal.replay.facts_bench import measure_facts

    with tempfile.TemporaryDirectory(prefix="hotline-facts-") as folder:
        url = arguments.database_url or f"sqlite:///{folder}/facts.db"
        found = measure_facts(url, arguments.contacts, min(arguments.followed, arguments.contacts))
    slowest_s = max(found.month_s)
    print(f"{found.contacts:,} contacts in one month, on {url.split(':')[0]}")
    print(
        f"the month by half hour and language, every definition: {min(found.month_s):.2f} to"
        f" {slowest_s:.2f} s ({found.intervals:,} intervals); asked: {MONTH_WITHIN_S:.0f} s"
    )
    print(f"{found.differing} of {found.compared:,} figures are not what the definitions say")
    print(
        f"a board's look: first {found.board_first_ms:.1f} ms, then {found.board_again_ms:.1f} ms"
    )
    print(
        f"the log of {found.followed:,} contacts: {found.events_a_second:,.0f} entries a second"
        f" followed, {found.rebuilt_a_second:,.0f} contacts a second gone through again,"
        f" {found.rebuilt_otherwise} otherwise"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(found.as_table()), encoding="utf-8")
    return int(slowest_s > MONTH_WITHIN_S or found.differing + found.rebuilt_otherwise > 0)


def race_from_arguments(arguments: argparse.Namespace) -> int:
    """Race, print what everybody was told; 0 when nobody was connected twice."""
    from time import perf_counter

    from app.rehearsal.replay.database_races import run_database_races

    def show(done: int, total: int) -> None:
        print(f"\r  {done:,} of {total:,}", end="", file=sys.stderr, flush=True)

    begun = perf_counter()
    with tempfile.TemporaryDirectory(prefix="hotline-races-") as folder:
        url = arguments.database_url or f"sqlite:///{folder}/races.db"
        told = run_database_races(url, arguments.rounds, arguments.seed, show)
    print(
        f"\n{told.races:,} races on {url.split(':')[0]}, seed {arguments.seed}: "
        f"{told.transactions:,} transactions in {perf_counter() - begun:.0f} s, "
        f"{told.taken:,} offers taken, {told.refused:,} losers told so"
    )
    print(f"double connections: {told.doubles}; told otherwise than written: {told.mismatches}")
    return int(told.doubles + told.mismatches > 0)


def replay_from_arguments(arguments: argparse.Namespace) -> int:
    """Play, print the figures; 0 when nobody was lost, every law holds, no server failed."""
    from app.kit.errors import BadInput
    from app.rehearsal.replay.call_log import read_call_log
    from app.rehearsal.replay.callers import Window, cast_callers
    from app.rehearsal.replay.mapping import MAPPING, read_mapping

    mapping = read_mapping(arguments.mapping or MAPPING)
    log = read_call_log(arguments.calls)
    window = Window(*_make_window(arguments.start, arguments.until))
    cast = cast_callers(log, mapping, window, arguments.seed)
    print(f"seed: {arguments.seed}", flush=True)
    print(describe_cast(cast), flush=True)
    if arguments.json and not arguments.json.parent.is_dir():
        raise BadInput(place=str(arguments.json), reason="no such folder")
    if not cast.callers:
        raise BadInput(place=str(arguments.calls), reason="no call within the window")
    with tempfile.TemporaryDirectory(prefix="hotline-replay-") as folder:
        findings = _play(arguments, cast, mapping, Path(folder))
    print(describe_findings(findings))
    if arguments.json:
        table = _write_table(arguments, cast, findings)
        arguments.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    is_broken = findings.breaches or findings.proof.broken
    return 1 if findings.lost or is_broken or findings.troubles else 0


def _write_table(arguments: argparse.Namespace, cast: Cast, findings: Findings) -> dict[str, Any]:
    """Everything about the replay for programs."""
    return {
        "seed": arguments.seed,
        "clock": arguments.clock,
        "speed": arguments.speed if arguments.clock == "sped" else None,
        "rows": cast.rows,
        "calls": len(cast.callers),
        "phantoms": cast.phantoms,
        "left_early": cast.left_early,
        "unmeasured": cast.unmeasured,
        "bad_rows": [asdict(row) for row in cast.bad_rows],
        **findings.as_table(),
    }


def describe_cast(cast: Cast) -> str:
    """What is played and what is not, and how the draws are made."""
    bad = [f"  {row}" for row in cast.bad_rows[:SHOWN]]
    if len(cast.bad_rows) > SHOWN:
        bad.append(f"  and {len(cast.bad_rows) - SHOWN} more")
    return "\n".join(
        [
            f"rows: {cast.rows} · calls: {len(cast.callers)} · phantoms skipped: {cast.phantoms}"
            f" · left before queueing: {cast.left_early} · talk of unknown length, played as"
            f" 1 s: {cast.unmeasured} · bad rows: {len(cast.bad_rows)}",
            *bad,
            "draws: patience of the answered above their wait (Kaplan-Meier over the whole log);"
            " talk of those who hung up from the answered of their type",
        ]
    )


def describe_findings(findings: Findings) -> str:
    """The figures for a person at a terminal."""
    lines = [f"contacts: {findings.contacts}"]
    lines += [f"  {name or 'none':<18} {count}" for name, count in findings.outcomes.items()]
    for figure in findings.figures:
        value = "-" if figure.value is None else f"{figure.value:.2f}"
        share = f"({figure.numerator:g} / {figure.denominator:g})"
        lines.append(f"{figure.definition} v{figure.version}: {value} {share}")
    lines += [f"  {trouble}" for trouble in findings.troubles[:SHOWN_LINES]]
    lines += [f"  {breach}" for breach in findings.breaches[:SHOWN]]
    lines.append(f"verify: {len(findings.breaches) or 'no'} breaches")
    if proof := findings.proof if findings.proof.checks else None:
        lines += [f"  {breach}" for breach in proof.breaches[:SHOWN]]
        lines.append(
            f"verified while it ran: {proof.checks} times, {proof.broken} with a breach;"
            f" the longest took {proof.longest_s:.1f} s"
        )
    lines.append(f"events: {findings.events} · digest: {findings.digest}")
    if findings.lost:
        lines.append(f"  rows {', '.join(str(row) for row in findings.lost[:SHOWN])}")
    return "\n".join([*lines, f"lost: {len(findings.lost)}"])


def _play(arguments: argparse.Namespace, cast: Cast, mapping: Mapping, folder: Path) -> Findings:
    from app.rehearsal.replay.play_sped import play_sped
    from app.rehearsal.replay.play_stepped import play_stepped

    options: dict[str, Any] = {
        "database_url": arguments.database_url,
        "progress": _show_progress(mapping),
    }
    if arguments.clock == "sped":
        options["speed"] = arguments.speed
        options["verify_every_s"] = arguments.verify_every
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped
        return play_sped(cast, mapping, arguments.seed, folder, **options)
    return play_stepped(cast, mapping, arguments.seed, folder, **options)


def _show_progress(mapping: Mapping) -> Callable[[datetime, int, int], None]:
    """A line on stderr for every twentieth of the calls."""
    shown = -1

    def show(now: datetime, placed: int, total: int) -> None:
        nonlocal shown
        if placed * 20 // total > shown:
            shown = placed * 20 // total
            local = now.astimezone(mapping.timezone)
            print(f"{local:%Y-%m-%d %H:%M} · {placed} of {total} calls", file=sys.stderr)

    return show


def _local_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date or time") from error
    if at.tzinfo is not None:
        raise argparse.ArgumentTypeError(f"{text!r}: local time of the log is meant, no zone")
    return at


def _make_window(
    start: datetime | None, until: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Arrivals before `until`; the same midnight twice means that whole day."""
    if until is not None and until == start and until.time() == datetime.min.time():
        return start, until + timedelta(days=1)
    return start, until


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed (0 to 100)")
    return speed
