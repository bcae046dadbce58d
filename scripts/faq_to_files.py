#!/usr/bin/env python3
"""Turn a file of questions with answers (shared/data/faq_zh_dev.jsonl) into the two files of
`hotline answers evaluate`: articles hold the answers only, queries the questions.

usage: faq_to_files.py FAQ.jsonl ARTICLES.jsonl QUERIES.jsonl [--leave-out N] [--seed N]

`--leave-out N` keeps the answers of N questions out of the articles and expects `null` for them,
and asks as many questions whose answers are in.
"""

import argparse
import json
import random
from collections.abc import Iterable
from pathlib import Path


def main() -> int:
    """Write both files; print how many rows each got."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("faq", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--leave-out", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.faq.open(encoding="utf-8") if line.strip()]
    left_out, asked = choose_rows(rows, args.leave_out, random.Random(args.seed))  # noqa: S311 - a repeatable draw
    articles = [
        {
            "id": str(row["id"]),
            "lang": "zh",
            "question": "",
            "alternates": [],
            "answer": row["answer"],
        }
        for row in rows
        if row["id"] not in left_out
    ]
    queries = [
        {
            "text": row["question"],
            "lang": "zh",
            "expected": None if row["id"] in left_out else str(row["id"]),
        }
        for row in asked
    ]
    write_rows(args.articles, articles)
    write_rows(args.queries, queries)
    print(f"{len(articles)} articles, {len(queries)} queries")
    return 0


def choose_rows(
    rows: list[dict[str, object]], count: int, chance: random.Random
) -> tuple[set[object], list[dict[str, object]]]:
    """Return the ids whose answers are left out, and the rows to ask."""
    if not count:
        return set(), rows
    mixed = list(rows)
    chance.shuffle(mixed)
    return {row["id"] for row in mixed[:count]}, mixed[: 2 * count]


def write_rows(path: Path, rows: Iterable[dict[str, object]]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    raise SystemExit(main())
