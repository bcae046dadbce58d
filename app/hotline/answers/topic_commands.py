"""`hotline topics …`: learn the topics of closed tickets, measure the tag on files.

Figures are printed in plain English and as JSON; only `train` without a file reads
the database.
"""

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.topic_training import LabelledText


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    topics = subparsers.add_parser("topics", help="the topic tag: learn it, measure it")
    actions = topics.add_subparsers(required=True, metavar="ACTION")
    train = actions.add_parser("train", help="learn from articles and closed tickets")
    train.add_argument("--train", type=Path, metavar="FILE.jsonl", help="rows of `text, label`")
    train.add_argument("--model", type=Path, metavar="FILE.npz", help="not where the hotline looks")
    train.set_defaults(run=run_train)
    evaluate = actions.add_parser("evaluate", help="beside TF-IDF with a linear SVM")
    evaluate.add_argument("--train", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--test", type=Path, required=True, metavar="FILE.jsonl")
    evaluate.add_argument("--json", type=Path, metavar="OUT")
    evaluate.set_defaults(run=run_evaluate)


def _read(path: Path) -> "tuple[LabelledText, ...]":
    """Return the good rows; the bad ones are named on stderr."""
    from knowledge.rows import parse_rows
    from knowledge.topic_training import parse_labelled_text

    with path.open(encoding="utf-8") as lines:
        parsed = parse_rows(lines, parse_labelled_text)
    for bad in parsed.bad_rows:
        print(f"{path}:{bad.line}: {bad.field} {bad.reason}", file=sys.stderr)
    return parsed.items


def _find_model() -> Path:
    """Where the running hotline looks for its model."""
    from app.hotline.answers.book import TOPICS_FILE, find_folder
    from app.kit.settings import read_settings

    return find_folder(read_settings().data_dir) / TOPICS_FILE


def _read_hotline() -> "tuple[LabelledText, ...]":
    """The articles' questions and the closed tickets' notes of this hotline."""
    from app.hotline.answers.queries import list_labelled_texts
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store
    from knowledge.topic_training import LabelledText

    store = open_store(read_settings())
    with store.read() as session:
        rows = list_labelled_texts(session, store.vault)
    return tuple(LabelledText(text, label) for text, label in rows)


def run_train(args: argparse.Namespace) -> int:
    """Exit code 1 when there is too little to learn from."""
    from knowledge.topic_training import TooFewLabels, train_topics
    from knowledge.topics import save_topics

    samples = _read(args.train) if args.train else _read_hotline()
    path = args.model or _find_model()
    try:
        model = train_topics(samples)
    except TooFewLabels as error:
        print(f"nothing to learn: {error}", file=sys.stderr)
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    save_topics(model, path)
    print(f"{len(model.labels)} topics from {len(samples)} texts: {path}")
    return 0


def _write(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f}-{interval[1]:.3f}"


def run_evaluate(args: argparse.Namespace) -> int:
    """Print accuracy and macro-F1 of each method, and ours by topic."""
    from knowledge.topic_training import evaluate_topics

    figures = evaluate_topics(_read(args.train), _read(args.test))
    print(f"{'':20}{'accuracy':>10}{'(95 %)':>16}{'macro_f1':>10}{'(95 %)':>16}")
    for name, each in figures.items():
        print(
            f"{name:20}{each.accuracy:10.4f}{_write(each.accuracy_interval):>16}"
            f"{each.macro_f1:10.4f}{_write(each.macro_f1_interval):>16}"
        )
    print(f"calibration error of ours: {figures['hotline'].calibration_error or 0:.4f}\n")
    print(f"{'topic':24}{'precision':>10}{'recall':>10}{'f1':>10}{'count':>7}")
    for label, row in figures["hotline"].per_class.items():
        values = f"{row['precision']:10.3f}{row['recall']:10.3f}{row['f1']:10.3f}"
        print(f"{label:24}{values}{int(row['count']):7}")
    if args.json:
        rows = {name: dataclasses.asdict(each) for name, each in figures.items()}
        hotline = rows.pop("hotline")
        text = json.dumps({"hotline": hotline, "baselines": rows}, ensure_ascii=False, indent=2)
        args.json.write_text(text + "\n", encoding="utf-8")
    return 0
