"""The counties of the prefecture by code, named in both languages (`knowledge/content`).

Names are data, not words of ours: they come from the table with their own state of review.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from app.kit.i18n import Language
from knowledge.laws import CONTENT


@cache
def list_divisions(path: Path = CONTENT / "divisions.tsv") -> dict[str, dict[str, str]]:
    """Names by language of every county, by its six-digit code, in the order of the codes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {row["code"]: {"zh": row["zh"], "bo": row["bo"]} for row in rows}


def name_division(code: str, language: Language) -> str:
    """The county's name; a code that nobody knows shows itself."""
    names = list_divisions().get(code, {})
    return names.get(language) or names.get(Language.ZH) or code
