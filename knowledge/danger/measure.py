"""Measures the danger net on sentences of which a person said what they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.danger.recognise import Danger, find_danger
from knowledge.danger.rules import DangerKind
from knowledge.rows import Row, RowError

LANGUAGES = ("zh", "bo", "mixed")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in a caller's words; `danger` None: a harmless neighbour."""

    text: str
    language: str
    danger: DangerKind | None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """None where there was nothing to count."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """`recall`: sentences of danger that alarmed at all; `kind_right`: those where the written
    kind was among the kinds told; `false_alarms`: harmless sentences that alarmed."""

    recall: Share
    false_alarms: Share
    by_kind: dict[str, tuple[Share, Share]]
    """Recall and `kind_right` of each kind."""
    by_lang: dict[str, tuple[Share, Share]]
    """Recall and false alarms of each language."""
    missed: tuple[str, ...]
    alarmed: tuple[str, ...]


def parse_sentence(row: Row) -> Sentence:
    """The sentence of a row; raises RowError with the field at fault."""
    text, language = row.get("text"), row.get("lang")
    if not isinstance(text, str) or not text.strip():
        raise RowError("text", "empty")
    if language not in LANGUAGES:
        raise RowError("lang", "unknown_language")
    if "danger" not in row:
        raise RowError("danger", "missing")
    danger = row["danger"]
    if danger is not None and danger not in set(DangerKind):
        raise RowError("danger", "unknown_kind")
    return Sentence(text, str(language), DangerKind(str(danger)) if danger else None)


def measure_danger(sentences: Sequence[Sentence]) -> Figures:
    """Ask the net about every sentence."""
    told = [(each, find_danger(each.text)) for each in sentences]
    dangers = [pair for pair in told if pair[0].danger]
    harmless = [pair for pair in told if not pair[0].danger]
    return Figures(
        _count_alarms(dangers),
        _count_alarms(harmless),
        {kind: _measure_kind(dangers, kind) for kind in DangerKind},
        {
            language: (_count_alarms(dangers, language), _count_alarms(harmless, language))
            for language in LANGUAGES
        },
        tuple(each.text for each, danger in dangers if danger is None),
        tuple(each.text for each, danger in harmless if danger is not None),
    )


Told = Sequence[tuple[Sentence, Danger | None]]


def _count_alarms(told: Told, language: str | None = None) -> Share:
    own = [danger for each, danger in told if language in (None, each.language)]
    alarms = Counter(danger is not None for danger in own)
    return Share(alarms[True], len(own))


def _measure_kind(told: Told, kind: DangerKind) -> tuple[Share, Share]:
    own = [danger for each, danger in told if each.danger == kind]
    right = sum(danger is not None and kind in danger.kinds for danger in own)
    return Share(sum(danger is not None for danger in own), len(own)), Share(right, len(own))
