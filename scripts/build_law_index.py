"""Build knowledge/content/laws.tsv from a file of statutes: law, articles, date of the text, state.

Answers for: a small, repeatable table without statute text, in which wordings that have since been
replaced are marked so that no answer can rest on them. Must never copy a statute's words.

    python -m scripts.build_law_index ../shared/data/statutes.jsonl.gz

Laws that the source lacks, or has only in an older wording, stand in
`knowledge/content/laws_by_hand.tsv`: the articles that answers rest on, the numbers that stand in
them, and whether a person read them in a public text (`public`) or knew them (`memory`).
"""

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.laws import CONTENT, LawTextState, law_key, parse_article

HEADER = ("law", "adopted_on", "articles", "state", "note")
UNDATED = {"民法典": "2020-05-28"}
# Wordings in the source that a later act replaced. An entry here is a human's finding: look for
# newer revisions whenever the source is renewed, and take a line out once the new text is in it.
REPLACED = {
    "网络安全法": "2025-10-28 修改，2026-01-01 施行",
    "草原防火条例": "由森林草原防灭火条例取代，2026-01-01 起",
    "法律援助条例": "由法律援助法取代",
    "信访条例": "由信访工作条例取代",
    "人民调解委员会组织条例": "由人民调解法取代",
    "无障碍环境建设条例": "由无障碍环境建设法取代",
    "最高人民法院关于适用《仲裁法》若干问题的解释": "所依据的仲裁法已修订，引用前核对",
    "最高人民法院关于适用《行政诉讼法》若干问题的解释": "由2018年解释取代",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释": "由2020年解释（一）取代",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（二）": "由2020年解释（一）取代",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（三）": "由2020年解释（一）取代",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（四）": "由2020年解释（一）取代",
}

BY_HAND = CONTENT / "laws_by_hand.tsv"
READ_IN = {"public": "手工列入，条文在公开文本中读过", "memory": "手工列入，凭记忆，待核原文"}

Wordings = dict[tuple[str, str], set[int]]


@dataclass(frozen=True, slots=True)
class ByHand:
    """Articles of a law listed by hand; `numbers` are those that stand in each of them."""

    law: str
    adopted_on: str
    articles: tuple[int, ...]
    numbers: tuple[int, ...]
    read_in: str


def read_by_hand(path: Path = BY_HAND) -> list[ByHand]:
    """Rows of the list kept by hand, in its order. Raises KeyError for an unknown `read_in`."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        law, adopted_on, articles, numbers, read_in = line.split("\t")
        parts = [part.partition("-") for part in articles.split(",")]
        spread = tuple(n for a, _, b in parts for n in range(int(a), int(b or a) + 1))
        known = tuple(map(int, numbers.split()))
        rows.append(ByHand(law, adopted_on, spread, known, READ_IN[read_in] and read_in))
    return rows


def collect_wordings(lines: Iterable[str]) -> Wordings:
    """Article numbers by (law, date) from JSON lines with `law`, `article`, `date`.

    Raises ValueError naming the row when an article's number cannot be read or a date is missing.
    """
    wordings: Wordings = defaultdict(set)
    for place, line in enumerate(lines, 1):
        row = json.loads(line)
        number = parse_article(row["article"])
        adopted_on = row["date"] or UNDATED.get(row["law"])
        if number is None or adopted_on is None:
            raise ValueError(f"row {place}: {row['law']} {row['article']} {row['date']}")
        wordings[row["law"], adopted_on].add(number)
    return wordings


def format_ranges(numbers: set[int]) -> str:
    """Compact inclusive ranges: {1, 2, 3, 5} → "1-3,5"."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in parts)


def format_rows(wordings: Wordings, by_hand: Iterable[ByHand] = ()) -> list[str]:
    """Lines of the table, header first, sorted by law and date; older wordings marked replaced."""
    wordings, notes = dict(wordings), {}
    for row in by_hand:
        wording = row.law, row.adopted_on
        wordings[wording] = wordings.get(wording, set()) | set(row.articles)
        seen = {row.read_in, notes.get(wording, row.read_in)}
        notes[wording] = "memory" if "memory" in seen else "public"
    newest: dict[str, str] = {}
    for law, adopted_on in wordings:
        newest[law_key(law)] = max(newest.get(law_key(law), ""), adopted_on)
    rows = ["\t".join(HEADER)]
    for (law, adopted_on), numbers in sorted(wordings.items()):
        note = REPLACED.get(law, "")
        if adopted_on != newest[law_key(law)]:
            note = f"由{newest[law_key(law)]}文本取代"
        state = LawTextState.REPLACED if note else LawTextState.CURRENT
        if (law, adopted_on) in notes:
            note = note or READ_IN[notes[law, adopted_on]]
        rows.append("\t".join((law, adopted_on, format_ranges(numbers), state, note)))
    return rows


def main() -> int:
    """Write the table; prints how many wordings it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("statutes", type=Path, help="JSON lines, gzipped")
    parser.add_argument("--out", type=Path, default=CONTENT / "laws.tsv")
    args = parser.parse_args()
    with gzip.open(args.statutes, "rt", encoding="utf-8") as lines:
        rows = format_rows(collect_wordings(lines), read_by_hand())
    args.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows) - 1} wordings -> {args.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
