"""`hotline answers asks`: callers' own words, asked of the answers that we ship.

A developer's figures, printed in plain English and as JSON; nothing here touches the database.
Rows of a file that nothing may be fitted on are counted, and named only with `--faults`.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.text import TABLES

if TYPE_CHECKING:
    from app.kit.subcommands import Subparsers
    from knowledge.asks import AskReport

UNSEEN = TABLES.parent / "asked" / "asks_unseen.jsonl"


def register(actions: Subparsers[argparse.ArgumentParser]) -> None:
    asks = actions.add_parser("asks", help="questions in callers' own words: what they are shown")
    asks.add_argument("--asks", type=Path, default=UNSEEN, metavar="FILE.jsonl")
    asks.add_argument("--faults", action="store_true", help="name every ask that is not served")
    asks.add_argument("--json", type=Path, metavar="OUT")
    asks.set_defaults(run=run_asks)


def run_asks(args: argparse.Namespace) -> int:
    """Exit code 0, or 1 when a row could not be taken or expects an article we do not ship."""
    from app.hotline.answers.shipped import open_shipped_base
    from knowledge.asks import list_unknown_ids, measure_asks, parse_ask
    from knowledge.rows import parse_rows

    with args.asks.open(encoding="utf-8") as lines:
        rows = parse_rows(lines, parse_ask)
    for bad in rows.bad_rows:
        print(f"{args.asks}:{bad.line}: {bad.field} {bad.reason}", file=sys.stderr)
    base = open_shipped_base()
    unknown = list_unknown_ids(base, rows.items)
    if unknown:
        print(f"expected, but not shipped: {', '.join(unknown)}", file=sys.stderr)
    report = measure_asks(base, rows.items)
    print_report(report)
    if args.faults:
        for name, each in report.faults:
            shown = ", ".join(each.shown) or "-"
            wanted = ", ".join(sorted(each.ask.expected)) or each.ask.scope
            print(f"{name:22} {each.reply.band:8} {shown} instead of {wanted}: {each.ask.text}")
    if args.json:
        kept = report.figures | {
            "asks": report.asks,
            "by_lang": report.by_lang,
            "reliability": [dataclasses.asdict(each) for each in report.reliability],
        }
        args.json.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 1 if rows.bad_rows or unknown else 0


def print_report(report: AskReport) -> None:
    """The figures with what they mean, by language, and the reliability table."""
    from knowledge.asks import DEFINITIONS

    print(f"{report.asks} asks{'all':>29}" + "".join(f"{lang:>8}" for lang in report.by_lang))
    for name, definition in DEFINITIONS.items():
        values = [report.figures[name], *(figures[name] for figures in report.by_lang.values())]
        row = "".join("       –" if value is None else f"{value:8.3f}" for value in values)
        print(f"{name:30}{row}  {definition}")
    print("first article: confidence, asks, mean of it, share that is right")
    for each in report.reliability:
        print(f"  from {each.low:.1f} {each.asks:6} {each.confidence:8.2f} {each.right:8.2f}")
