"""`hotline answers check-laws`: which shipped answers rest on law that has ended or will end."""

import argparse
import dataclasses
import json
from datetime import date
from pathlib import Path

from app.kit.clock import RunningClock
from app.kit.i18n.formats import LINE_TIME


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = actions.add_parser("check-laws", help="answers whose law has ended, ends or is newer")
    check.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="today unless told")
    check.add_argument("--json", type=Path, metavar="OUT")
    check.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Exit code 0 when every answer rests on law in force, else 1."""
    from knowledge.content import read_shipped_articles
    from knowledge.law_life import find_law_faults

    today = args.on or RunningClock().now().astimezone(LINE_TIME).date()
    articles = list(read_shipped_articles())
    faults = list(find_law_faults(articles, today.isoformat()))
    for fault in faults:
        after = f", see {fault.successor}" if fault.successor else ""
        print(f"{fault.article_id}  {fault.law}: {fault.lapse} {fault.on}{after}")
    cited = {basis.law for article in articles for basis in article.legal_basis}
    print(f"{len(articles)} answers on {len(cited)} laws, {today}: {len(faults)} to look at")
    if args.json:
        rows = [dataclasses.asdict(fault) for fault in faults]
        args.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 1 if faults else 0
