"""`hotline answers danger`: how much danger the net hears, and how often it cries for nothing."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.danger.measure import Figures, Sentence, Share

Actions = Any  # argparse's type of add_subparsers is private


def register(actions: Actions) -> None:
    danger = actions.add_parser("danger", help="measure the danger net on sentences")
    danger.add_argument(
        "--sentences", type=Path, metavar="FILE.jsonl", help="other sentences than ours"
    )
    danger.add_argument("--json", type=Path, metavar="OUT")
    danger.set_defaults(run=run_danger)


def run_danger(args: argparse.Namespace) -> int:
    """Print the figures of each half, or of the file; exit code 1 for rows that were no good."""
    from knowledge.danger.measure import measure_danger, parse_sentence
    from knowledge.rows import parse_rows
    from knowledge.text import ASKED

    paths = [args.sentences] if args.sentences else sorted(ASKED.glob("danger_*.jsonl"))
    everything: list[Sentence] = []
    has_bad_rows = False
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            parsed = parse_rows(lines, parse_sentence)
        for bad in parsed.bad_rows:
            field = f" {bad.field}" if bad.field else ""
            print(f"{path}:{bad.line}:{field} {bad.reason}", file=sys.stderr)
        has_bad_rows = has_bad_rows or bool(parsed.bad_rows)
        _print_figures(path.name, measure_danger(parsed.items))
        everything.extend(parsed.items)
    if args.json:
        told = _write_figures(measure_danger(everything))
        text = json.dumps(told, ensure_ascii=False, indent=2)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 1 if has_bad_rows else 0


def _print_figures(name: str, figures: "Figures") -> None:
    print(f"{name}")
    print(f"  recall {_write(figures.recall)}   false alarms {_write(figures.false_alarms)}")
    for kind, (recall, right) in figures.by_kind.items():
        print(f"  {kind:14} recall {_write(recall)}   kind right {_write(right)}")
    for language, (recall, alarms) in figures.by_lang.items():
        print(f"  {language:14} recall {_write(recall)}   false alarms {_write(alarms)}")


def _write(share: "Share") -> str:
    if share.share is None:
        return "-"
    return f"{share.share:.3f} ({share.hits} of {share.of})"


def _write_figures(figures: "Figures") -> dict[str, Any]:
    return {
        "recall": figures.recall.share,
        "false_alarms": figures.false_alarms.share,
        "by_kind": {
            kind: {"recall": recall.share, "kind_right": right.share, "sentences": recall.of}
            for kind, (recall, right) in figures.by_kind.items()
        },
        "by_lang": {
            language: {"recall": recall.share, "false_alarms": alarms.share}
            for language, (recall, alarms) in figures.by_lang.items()
        },
        "missed": list(figures.missed),
        "alarmed": list(figures.alarmed),
    }
