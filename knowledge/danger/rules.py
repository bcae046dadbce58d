"""The tables of danger, read and made ready once.

`danger_words.tsv`: name, language, words. `danger_rules.tsv`: kind, language (`zh+`: by sound as
well), pattern, lists whose words in the same sentence speak against it. `danger_harmless.tsv`:
language, pattern: what is taken out of the text before anything is looked for.
`danger_bare.tsv`: kind, language, pattern: what is danger where somebody says nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.danger.patterns import (
    Reading,
    Words,
    compile_pattern,
    write_chinese,
    write_joined_tibetan,
    write_sound,
    write_tibetan,
)
from knowledge.text import TSHEG, read_table


class DangerKind(StrEnum):
    """What sort of danger, in the order in which a person would act on it."""

    SELF_HARM = "self_harm"
    CHILD = "child"
    HELD = "held"
    VIOLENCE_HOME = "violence_home"
    NOW = "now"


class TextReading(StrEnum):
    """The readings of a text."""

    CHINESE = "chinese"
    SOUND = "sound"
    TIBETAN = "tibetan"
    JOINED_TIBETAN = "joined_tibetan"


READINGS: dict[TextReading, Reading] = {
    TextReading.CHINESE: write_chinese,
    TextReading.SOUND: write_sound,
    TextReading.TIBETAN: write_tibetan,
    TextReading.JOINED_TIBETAN: write_joined_tibetan,
}
_AROUND_BARE = {
    "zh": ("<before>? <before>?", "<after>? <after>?"),
    "bo": ("<bobefore>?", "<boafter>? <boafter>?"),
}
"""What may be said with a bare word, by language."""
_VIEWS = {
    "zh": (TextReading.CHINESE,),
    "zh+": (TextReading.CHINESE, TextReading.SOUND),
    "bo": (TextReading.TIBETAN, TextReading.JOINED_TIBETAN),
}


@dataclass(frozen=True, slots=True)
class DangerRule:
    """What is looked for, and what in the same sentence speaks against it."""

    kind: DangerKind
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything for one reading."""

    harmless: tuple[re.Pattern[str], ...]
    rules: tuple[DangerRule, ...]
    bare: tuple[DangerRule, ...]


@lru_cache(maxsize=1)
def _read_words() -> Words:
    words: dict[str, tuple[str, ...]] = {}
    for line in read_table("danger_words.tsv"):
        name, entries = line.split("\t")
        known = [
            word
            for entry in entries.split()
            for word in (words[entry[1:-1]] if entry.startswith("<") else (entry,))
        ]
        words[name] = (*words.get(name, ()), *known)
    return words


@lru_cache(maxsize=8)
def read_rules(view: TextReading) -> Rules:
    """The rules of one reading."""
    return Rules(tuple(_list_harmless(view)), tuple(_list_rules(view)), tuple(_list_bare(view)))


def _list_harmless(view: TextReading) -> Iterator[re.Pattern[str]]:
    for line in read_table("danger_harmless.tsv"):
        language, pattern = line.split("\t")
        if view in _VIEWS[language]:
            yield compile_pattern(pattern, _read_words(), READINGS[view])


def _list_rules(view: TextReading) -> Iterator[DangerRule]:
    for line in read_table("danger_rules.tsv"):
        kind, language, pattern, *against = line.split("\t")
        if view not in _VIEWS[language]:
            continue
        unless = None
        words = [word for name in " ".join(against).split() for word in _read_words()[name]]
        if (
            view is TextReading.JOINED_TIBETAN
        ):  # one syllable is found by accident across two others
            words = [word for word in words if TSHEG in word]
        if words:
            unless = compile_pattern("/".join(words), {}, READINGS[view])
        yield DangerRule(
            DangerKind(kind), compile_pattern(pattern, _read_words(), READINGS[view]), unless
        )


def _list_bare(view: TextReading) -> Iterator[DangerRule]:
    for line in read_table("danger_bare.tsv"):
        kind, language, pattern = line.split("\t")
        if view in _VIEWS[language]:
            before, after = _AROUND_BARE[language.removesuffix("+")]
            whole = compile_pattern(f"{before} {pattern} {after}", _read_words(), READINGS[view])
            yield DangerRule(DangerKind(kind), whole, None)
