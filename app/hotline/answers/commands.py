"""`hotline answers …`: measure the search on files.

Developer's figures, printed in plain English and as JSON; nothing here touches the database.
"""

import argparse
import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from app.kit.subcommands import join_group

if TYPE_CHECKING:
    from knowledge.evaluate import Evaluation
    from knowledge.rows import BadRow

POLITE = 10


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from app.hotline.answers import danger_commands, law_commands, topic_commands

    topic_commands.register(subparsers)
    answers = subparsers.add_parser("answers", help="the knowledge base: measure its search")
    actions = answers.add_subparsers(required=True, metavar="ACTION")
    evaluate = actions.add_parser("evaluate", help="ask labelled questions, print the figures")
    evaluate.add_argument("--articles", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--queries", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--baselines", action="store_true", help="plain methods beside ours")
    evaluate.add_argument("--json", type=Path, metavar="OUT")
    evaluate.set_defaults(run=run_evaluate)

    law_commands.register(actions)
    noise = actions.add_parser("noise", help="spoil Tibetan sentences, look for them again")
    noise.add_argument("--sentences", type=Path, required=True, metavar="FILE.jsonl", help="`bo`")
    noise.add_argument("--seed", type=int, default=1)
    noise.set_defaults(run=run_noise)
    build = actions.add_parser("build", help="build the search anew beside the present one")
    build.set_defaults(run=run_build)
    from app.hotline.answers import ask_commands

    ask_commands.register(actions)
    danger_commands.register(actions)
    benches = join_group(subparsers, "bench", "measure speed")
    speed = benches.add_parser("answers", help="ask, publish, build and start, many articles")
    speed.add_argument("--articles", type=int, default=10_000)
    speed.set_defaults(run=run_bench)


def run_bench(args: argparse.Namespace) -> int:
    """Print the speed at a quarter, half and all of the articles, and how the cost grows."""
    from knowledge.bench import measure_speed

    columns = (
        *("p50 ms", "p99 ms", "cpu p99 ms", "long p99 ms", "publish ms", "worst publish ms"),
        *("start s", "build cpu s", "peak MB"),
    )
    print("articles" + "".join(f"  {column}" for column in columns))
    measured = []
    for count in (args.articles // 4, args.articles // 2, args.articles):
        with tempfile.TemporaryDirectory() as folder:
            t = measure_speed(count, Path(folder) / "index")
        measured.append(t)
        values = dataclasses.astuple(t)[1:]
        cells = zip(columns, values, strict=True)
        print(f"{t.articles:8}" + "".join(f"  {v:{len(column)}.2f}" for column, v in cells))
    growth = measured[-1].p50_ms / measured[0].p50_ms
    print(f"4 times the articles cost {growth:.2f} times the time of a question")
    return 0


def run_build(args: argparse.Namespace) -> int:
    """Build politely; nothing to do, and no fault, where another process is building."""
    from app.hotline.answers.book import find_folder, find_today
    from app.hotline.answers.building import build_beside
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    os.nice(POLITE)
    settings = read_settings()
    store = open_store(settings)
    started = process_time()
    with store.read_snapshot() as session:
        size = build_beside(
            session,
            find_folder(settings.data_dir),
            training=settings.training,
            today=find_today(store),
        )
    if size is None:
        print("another process is building the search")
    else:
        print(f"{size} texts, {process_time() - started:.1f} s of processor time")
    return 0


def run_noise(args: argparse.Namespace) -> int:
    """Print how often each sentence is found first after each way of spoiling it."""
    from knowledge.noise import measure_noise

    rows = [json.loads(line) for line in args.sentences.open(encoding="utf-8") if line.strip()]
    for name, recall in measure_noise([row["bo"] for row in rows], args.seed).items():
        print(f"{name:40} {recall:.4f}")
    return 0


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
    columns = (
        "recall_at_1",
        "recall_at_1_margin",
        "recall_at_5",
        "recall_at_10",
        "mrr_at_10",
        "p50_ms",
        "p99_ms",
    )
    print(f"{'':28}" + "".join(f"{column:>19}" for column in columns))
    for name, figures in {"hotline": evaluation.hotline, **evaluation.baselines}.items():
        print(f"{name:28}" + "".join(f"{figures[column] or 0:19.4f}" for column in columns))
    for name, gap in evaluation.differences.items():
        print(f"recall@1 over {name:27} {gap.mean:+.4f}  (95 %: {gap.low:+.4f} to {gap.high:+.4f})")
    ours = evaluation.hotline
    print(f"questions: {ours['questions']}, without an answer: {ours['questions_without_answer']}")
    for key in ("auc_in_against_out", "auc_right_against_wrong"):
        if ours[key] is not None:
            print(f"{key}: {ours[key]:.4f}")
