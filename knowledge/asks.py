"""Measures the knowledge base on asks: questions in callers' own words, with what answers them.

Strict: what is not right is wrong, and a matter that has no answer must be shown none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.articles import ArticleId
from knowledge.bands import Sureness
from knowledge.base import KnowledgeBase, Reply
from knowledge.rows import Row, RowError, read_id, read_text
from knowledge.scope import Scope

BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ASK_LANGUAGES = frozenset({"zh", "bo", "mixed"})
DEFINITIONS = {
    "right_shown": "of asks that an article answers: one that does is given or among the offered",
    "wrong_sure": "of all asks: an article that does not answer is given as the answer",
    "out_of_scope_answered": "of asks that no article answers: one is given as the answer (sure)",
    "out_of_scope_offered": "of asks that no article answers: any is given or offered as a choice",
    "chatter_offered": "of these, asks that are chatter or nonsense",
    "non_legal_offered": "of these, asks that are another office's matter",
    "silent": "of asks that an article answers: no article is given or offered",
    "own_language": "of articles shown to asks in one language: found by a text in that language",
    "non_legal_to_12345": "of asks that are another office's matter: they are sent to 12345",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One line; `expected` holds every article that answers, empty when none does."""

    text: str
    lang: str
    expected: frozenset[ArticleId]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Answered:
    """An ask and what the base says to it."""

    ask: Ask
    reply: Reply

    @property
    def shown(self) -> tuple[ArticleId, ...]:
        return tuple(hit.article_id for hit in self.reply.offered)

    @property
    def is_right(self) -> bool:
        """Whether an article that answers is given or offered."""
        return not self.ask.expected.isdisjoint(self.shown)

    @property
    def is_wrong_sure(self) -> bool:
        """Whether an article that does not answer is given as the answer."""
        return self.reply.band is Sureness.SURE and bool(self.shown) and not self.is_right

    @property
    def fault(self) -> str:
        """The figure that this ask counts against, empty where all is well."""
        if self.is_wrong_sure:
            return "wrong_sure" if self.ask.expected else "out_of_scope_answered"
        if not self.ask.expected:
            if self.shown:
                return "out_of_scope_offered"
            is_other = self.ask.scope is Scope.NON_LEGAL
            is_sent = self.reply.scope is Scope.NON_LEGAL
            return "non_legal_to_12345" if is_other and not is_sent else ""
        if not self.shown:
            return "silent"
        return "" if self.is_right else "right_shown"


@dataclass(frozen=True, slots=True)
class Bin:
    """First hits whose confidence lies in a tenth: how many, their mean, share that is right."""

    low: float
    asks: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class AskReport:
    """Figures by name, None where no ask counts for one; see DEFINITIONS."""

    asks: int
    figures: dict[str, float | None]
    by_lang: dict[str, dict[str, float | None]]
    reliability: list[Bin]
    faults: list[tuple[str, Answered]] = field(default_factory=list)


def parse_ask(row: Row) -> Ask:
    """Read a line of asks. Raises RowError."""
    lang, scope = read_text(row, "lang", required=True), read_text(row, "scope", required=True)
    if lang not in ASK_LANGUAGES:
        raise RowError("lang", "unknown")
    if scope not in set(Scope):
        raise RowError("scope", "unknown")
    expected = row.get("expected")
    if not isinstance(expected, list):
        raise RowError("expected", "not_a_list")
    ids = frozenset(read_id({"expected": one}, "expected") for one in expected)
    if ids and scope != Scope.LEGAL:
        raise RowError("expected", "not_empty")
    return Ask(read_text(row, "text", required=True), lang, ids, Scope(scope))


def list_unknown_ids(base: KnowledgeBase, asks: Iterable[Ask]) -> list[ArticleId]:
    """Expected articles that the base does not hold."""
    known = {wording.article_id for wording in base.index.list_wordings()}
    return sorted({one for ask in asks for one in ask.expected} - known)


def measure_asks(base: KnowledgeBase, asks: Sequence[Ask]) -> AskReport:
    """Ask everything, one at a time, and count."""
    answered = [Answered(ask, base.ask(ask.text)) for ask in asks]
    languages = sorted({ask.lang for ask in asks})
    return AskReport(
        len(asks),
        _count(answered),
        {lang: _count([each for each in answered if each.ask.lang == lang]) for lang in languages},
        measure_reliability(
            [(each.reply.found.confidence, _is_first_right(each)) for each in answered]
        ),
        [(each.fault, each) for each in answered if each.fault],
    )


def _is_first_right(each: Answered) -> bool:
    hits = each.reply.found.hits
    return bool(hits) and hits[0].article_id in each.ask.expected


def _count(answered: Sequence[Answered]) -> dict[str, float | None]:
    inside = [each for each in answered if each.ask.expected]
    outside = [each for each in answered if not each.ask.expected]
    other = [each for each in outside if each.ask.scope is Scope.NON_LEGAL]
    chatter = [each for each in outside if each.ask.scope is Scope.NONE]
    spoken = [
        hit.language == each.ask.lang
        for each in answered
        if each.ask.lang != "mixed"
        for hit in each.reply.offered
    ]
    return {
        "right_shown": _share([each.is_right for each in inside]),
        "wrong_sure": _share([each.is_wrong_sure for each in answered]),
        "out_of_scope_answered": _share([each.is_wrong_sure for each in outside]),
        "out_of_scope_offered": _share([bool(each.shown) for each in outside]),
        "chatter_offered": _share([bool(each.shown) for each in chatter]),
        "non_legal_offered": _share([bool(each.shown) for each in other]),
        "silent": _share([not each.shown for each in inside]),
        "own_language": _share(spoken),
        "non_legal_to_12345": _share([each.reply.scope is Scope.NON_LEGAL for each in other]),
    }


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def measure_reliability(firsts: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Hold confidence of first hits against how often they are right, by tenths."""
    bins = []
    for low, high in pairwise(BINS):
        inside = [each for each in firsts if low <= each[0] < high or each[0] == high == 1.0]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            bins.append(Bin(low, len(inside), mean, sum(r for _, r in inside) / len(inside)))
    return bins
