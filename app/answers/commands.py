"""`hotline answers …`: measure the search on files.

Developer's figures, printed in plain English and as JSON; nothing here touches the database.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.evaluate import Evaluation
    from knowledge.rows import BadRow


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    answers = subparsers.add_parser("answers", help="the knowledge base: measure its search")
    actions = answers.add_subparsers(required=True, metavar="ACTION")
    evaluate = actions.add_parser("evaluate", help="ask labelled questions, print the figures")
    evaluate.add_argument("--articles", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--queries", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--baselines", action="store_true", help="plain methods beside ours")
    evaluate.add_argument("--json", type=Path, metavar="OUT")
    evaluate.set_defaults(run=run_evaluate)


def run_evaluate(args: argparse.Namespace) -> int:
    """Exit code 0, or 1 when a row of the files could not be taken."""
    from knowledge.evaluate import evaluate
    from knowledge.rows import parse_question, parse_rows, parse_wording

    with args.articles.open(encoding="utf-8") as lines:
        wordings = parse_rows(lines, parse_wording)
    with args.queries.open(encoding="utf-8") as lines:
        questions = parse_rows(lines, parse_question)
    _report_bad_rows(args.articles, wordings.bad_rows)
    _report_bad_rows(args.queries, questions.bad_rows)
    evaluation = evaluate(wordings.items, questions.items, with_baselines=args.baselines)
    _print_evaluation(evaluation)
    if args.json:
        text = json.dumps(dataclasses.asdict(evaluation), ensure_ascii=False, indent=2)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 1 if wordings.bad_rows or questions.bad_rows else 0


def _report_bad_rows(path: Path, bad_rows: "Iterable[BadRow]") -> None:
    for bad in bad_rows:
        field = f" {bad.field}" if bad.field else ""
        print(f"{path}:{bad.line}:{field} {bad.reason}", file=sys.stderr)


def _print_evaluation(evaluation: "Evaluation") -> None:
    columns = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr_at_10", "p50_ms", "p99_ms")
    print(f"{'':28}" + "".join(f"{column:>14}" for column in columns))
    for name, figures in {"hotline": evaluation.hotline, **evaluation.baselines}.items():
        print(f"{name:28}" + "".join(f"{figures[column] or 0:14.4f}" for column in columns))
    for name, gap in evaluation.differences.items():
        print(f"recall@1 over {name:27} {gap.mean:+.4f}  (95 %: {gap.low:+.4f} to {gap.high:+.4f})")
    ours = evaluation.hotline
    print(f"questions: {ours['questions']}, without an answer: {ours['questions_without_answer']}")
    for key in ("auc_in_against_out", "auc_right_against_wrong"):
        if ours[key] is not None:
            print(f"{key}: {ours[key]:.4f}")
