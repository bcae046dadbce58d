"""The life of the laws that answers rest on: in force since, until when, and what comes after.

Answers for: naming every answer whose law has ended, will end, is not in force yet, or has a newer
wording than the answer. The dates stand in `content/laws_life.tsv`; the day is an argument.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.content import Article
from knowledge.laws import CONTENT, law_key


@dataclass(frozen=True, slots=True)
class Life:
    """One wording of a law. Dates are ISO 8601; `ends_on` is the first day on which it no longer
    holds, "" while no end is known; `successor` is the law that takes its place."""

    law: str
    adopted_on: str
    in_force_on: str
    ends_on: str
    successor: str


class Lapse(StrEnum):
    """What is wrong between an answer and a law that it cites."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    ENDS = "ends"
    NOT_YET = "not_yet"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class LawFault:
    """`on` is the day from which it is so; `successor` what to read instead, "" if unknown."""

    article_id: str
    law: str
    lapse: Lapse
    on: str
    successor: str


def parse_lives(lines: Iterable[str]) -> dict[str, tuple[Life, ...]]:
    """Wordings of each law by its key, the oldest first. The first line names the columns."""
    lives: dict[str, tuple[Life, ...]] = {}
    for line in list(lines)[1:]:
        life = Life(*line.rstrip("\n").split("\t"))
        known = (*lives.get(law_key(life.law), ()), life)
        lives[law_key(life.law)] = tuple(sorted(known, key=lambda one: one.in_force_on))
    return lives


@cache
def load_lives(path: Path = CONTENT / "laws_life.tsv") -> dict[str, tuple[Life, ...]]:
    """The shipped table, read once."""
    return parse_lives(path.read_text(encoding="utf-8").splitlines())


def find_law_faults(
    articles: Iterable[Article], today: str, lives: dict[str, tuple[Life, ...]] | None = None
) -> Iterator[LawFault]:
    """Yield every answer and law that no longer fit each other on a day (ISO 8601)."""
    known = load_lives() if lives is None else lives
    for article in articles:
        checked_on = _find_last_check(article)
        for law in dict.fromkeys(basis.law for basis in article.legal_basis):
            fault = _judge(known.get(law_key(law), ()), today, checked_on)
            if fault:
                yield LawFault(article.id, law, *fault)


def _find_last_check(article: Article) -> str:
    """The last day on which somebody held the answer against the law, "" if none did."""
    reviews = [text.reviewed_on or "" for text in article.texts.values()]
    return max([article.valid_from or "", *reviews])


def _judge(
    wordings: tuple[Life, ...], today: str, checked_on: str
) -> tuple[Lapse, str, str] | None:
    if not wordings:
        return Lapse.UNKNOWN, "", ""
    begun = [life for life in wordings if life.in_force_on <= today]
    if not begun:
        return Lapse.NOT_YET, wordings[0].in_force_on, ""
    present = begun[-1]
    if present.ends_on:
        lapse = Lapse.ENDED if present.ends_on <= today else Lapse.ENDS
        return lapse, present.ends_on, present.successor
    if checked_on < present.in_force_on:
        return Lapse.NEWER, present.in_force_on, present.law
    return None
