"""The index of statutes that answers may rest on: which law has which articles.

Answers for: turning "中华人民共和国民法典" + "第一千零七十七条" into yes or no, from the small
table `content/laws.tsv` (no statute text). Must never guess: a law that is not in the table, or
whose text there is no longer in force, resolves to False.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NOISE = re.compile(r"中华人民共和国|最高人民法院|关于|审理|适用|的|[《》〈〉()\s]")
_ARTICLE = re.compile(r"^(?:第)?([0-9]+|[〇零一二两三四五六七八九十百千]+)(?:条)?$")


class LawTextState(StrEnum):
    """Whether the text behind a row may still be cited."""

    CURRENT = "current"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Law:
    """One law in one wording. `ranges` are inclusive article numbers; `adopted_on` is ISO 8601."""

    name: str
    adopted_on: str
    ranges: tuple[tuple[int, int], ...]
    state: LawTextState
    note: str

    def has(self, number: int) -> bool:
        """Whether this wording has the article of that number."""
        return any(first <= number <= last for first, last in self.ranges)


def parse_article(text: str) -> int | None:
    """Number of an article: 第一千零七十七条, 1077, 第1077条 (Tibetan digits too); None if none."""
    folded = "".join(
        str(unicodedata.digit(char)) if char.isdigit() else char
        for char in unicodedata.normalize("NFKC", text).strip()
    )
    match = _ARTICLE.match(folded)
    if match is None:
        return None
    number = match.group(1)
    return int(number) if number.isdigit() else _parse_numeral(number)


def _parse_numeral(text: str) -> int:
    total, digit = 0, 0
    for char in text.replace("〇", "零").replace("两", "二"):
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def law_key(name: str) -> str:
    """Key under which full and short names of one law meet."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name))


def parse_laws(lines: list[str]) -> dict[str, Law]:
    """Current laws by key, from the rows of laws.tsv (header first)."""
    laws: dict[str, Law] = {}
    for line in lines[1:]:
        name, adopted_on, articles, state, note = line.rstrip("\n").split("\t")
        ranges = tuple(
            (int(first), int(last or first))
            for first, _, last in (part.partition("-") for part in articles.split(","))
        )
        if state == LawTextState.CURRENT:
            laws[law_key(name)] = Law(name, adopted_on, ranges, LawTextState(state), note)
    return laws


@cache
def load_laws(path: Path = CONTENT / "laws.tsv") -> dict[str, Law]:
    """The shipped index, read once."""
    return parse_laws(path.read_text(encoding="utf-8").splitlines())


def find_law(name: str) -> Law | None:
    """The law of that full or short name in its current text, or None."""
    return load_laws().get(law_key(name))


def resolve(law: str, article: str) -> bool:
    """Whether the current text of `law` has `article`; both in any of the accepted spellings."""
    found, number = find_law(law), parse_article(article)
    return found is not None and number is not None and found.has(number)
