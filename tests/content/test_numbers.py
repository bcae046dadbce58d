"""Every number of an answer stands in a law it cites; reads the statutes, which we do not ship."""

import gzip
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.laws import law_key, parse_article
from scripts.build_law_index import read_by_hand

SOURCE = Path("../shared/data/statutes.jsonl.gz")
NUMERAL = r"\d+|[零一二两三四五六七八九十百千]+"
COUNTED = re.compile(
    rf"(?:%({NUMERAL}))"
    rf"|({NUMERAL})(?=个?(?:工作)?(?:日|天|年|月|小时|倍|人|亩|元|周岁|岁|%|名))"
)
# One, two and the lines' own numbers are words of daily speech, not claims about the law.
EVERYDAY = {1, 2, 110, 119, 120, 122, 12338, 12345, 12348, 12356, 96110}


def read_numbers(text: str, pattern: re.Pattern[str]) -> set[int]:
    """Every number that `pattern` finds, Chinese or Arabic or Tibetan."""
    found = (
        next(part for part in match.groups() if part)
        for match in pattern.finditer(text.replace("百分之", "%"))
    )
    return {number for part in found if (number := parse_article(part)) is not None}


@cache
def read_statutes() -> dict[tuple[str, int | None], str]:
    """Text of the newest wording by (law, article); of a law listed by hand, its numbers."""
    texts: dict[tuple[str, int | None], str] = {}
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        for row in sorted(map(json.loads, lines), key=lambda row: row["date"] or ""):
            texts[law_key(row["law"]), parse_article(row["article"])] = row["text"]
    by_hand: dict[tuple[str, int | None], str] = defaultdict(str)
    for listed in read_by_hand():
        for article in listed.articles:
            by_hand[law_key(listed.law), article] += " ".join(map(str, listed.numbers)) + " "
    return texts | by_hand


@pytest.mark.shared
def test_every_number_stands_in_a_cited_law(articles: list[dict[str, Any]]) -> None:
    if not SOURCE.exists():
        pytest.skip("the measuring data is not beside the project's root")
    unfounded = {}
    for article in articles:
        law = " ".join(
            read_statutes()[law_key(cited["law"]), parse_article(cited["article"])]
            for cited in article["legal_basis"]
        )
        zh, bo = article["zh"], article["bo"]
        spoken = " ".join([zh["short_answer"], zh["full_answer"], *zh["steps"]])
        said = read_numbers(spoken, COUNTED)
        said |= read_numbers(bo["short_answer"], re.compile(r"(\d+)"))
        in_law = read_numbers(law, re.compile(f"({NUMERAL})"))
        if missing := said - in_law - EVERYDAY:
            unfounded[article["id"]] = missing
    assert unfounded == {}
