"""What the rules find in a text, read in every way in which somebody may have typed it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.danger.mixed import is_mixed, read_as_chinese, read_as_tibetan
from knowledge.danger.patterns import STOP
from knowledge.danger.pieces import SAME_PERSON
from knowledge.danger.rules import DangerKind, TextReading, read_rules
from knowledge.danger.sound import spell_text
from knowledge.text import TSHEG, make_search_key
from knowledge.wylie import read_wylie

NEAR = 20
"""So many characters away a word may speak against danger."""
_ENDS = re.compile(r"[。！？!?；;…\n\r]+")
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f\u0f00-\u0fff]) +| +(?=[^\x00-\x7f\u0f00-\u0fff])")
_TIBETAN_RUN = re.compile(r"[\u0f40-\u0fbc]+")
_TIBETAN = re.compile(r"[\u0f40-\u0fbc]")
_LATIN_WORDS = re.compile(r"[a-z'. ]{4,}")
_JOINED_FROM = 9
"""A run of so many letters without a tsheg is no syllable: the tshegs were left out."""
_MARKS = f" {STOP}།༎"
_SIGNS = re.compile(r"[,，、：:“”\"'‘’()（）\[\]【】~～*_-]+")


@dataclass(frozen=True, slots=True)
class SpokenRule:
    """One rule that spoke."""

    kind: DangerKind
    words: str
    view: TextReading
    is_bare: bool = False
    """They are all that was said."""


def hear_rules(text: str) -> list[SpokenRule]:
    """What every rule finds first; bare words of danger before all."""
    views = list(_read_views(text))
    bare = [each for view, read in views for each in _find_bare(view, read)]
    return bare + [each for view, read in views for each in _find_in(view, read)]


def _read_views(text: str) -> Iterator[tuple[TextReading, str]]:
    key = make_search_key(_ENDS.sub("。", text)).translate(SAME_PERSON)
    stopped = _ENDS.sub(STOP, key)
    yield TextReading.CHINESE, _join_chinese(stopped)
    yield TextReading.SOUND, spell_text(key)
    tibetan = _join_tibetan(stopped)
    if is_mixed(stopped):
        yield TextReading.CHINESE, _join_chinese(read_as_chinese(stopped))
        yield (
            TextReading.TIBETAN,
            _join_tibetan(read_as_tibetan(_blank_harmless(TextReading.CHINESE, stopped))),
        )
    if _TIBETAN.search(tibetan):
        yield TextReading.TIBETAN, tibetan
        runs = [len(run) for run in _TIBETAN_RUN.findall(tibetan)]
        if max(runs) >= _JOINED_FROM:
            yield TextReading.JOINED_TIBETAN, tibetan.replace(TSHEG, "")
    wylie = TSHEG.join(
        read_wylie(part.strip()) or "" for part in _LATIN_WORDS.findall(text.lower())
    )
    if wylie.strip(TSHEG):
        yield TextReading.TIBETAN, wylie


def _join_chinese(key: str) -> str:
    return _BETWEEN_HAN.sub("", _SIGNS.sub("", key))


def _join_tibetan(key: str) -> str:
    """Tibetan with one tsheg wherever people put spaces, shads or signs between syllables."""
    joined = re.sub(
        r"(?<=[\u0f40-\u0fbc\u0f0b])[\s\u0f0d-\u0f14,，]+(?=[\u0f40-\u0fbc])", TSHEG, key
    )
    return re.sub(f"{TSHEG}+", TSHEG, joined)


def _find_bare(view: TextReading, text: str) -> Iterator[SpokenRule]:
    """Danger that is all of the text; Tibetan is read without tshegs, many leave them out."""
    if view is TextReading.TIBETAN:
        view = TextReading.JOINED_TIBETAN
    said = text.replace(TSHEG, "") if view is TextReading.JOINED_TIBETAN else text
    said = said.strip(_MARKS) if view is not TextReading.SOUND else said.strip(_MARKS) + " "
    for rule in read_rules(view).bare:
        if rule.pattern.fullmatch(said):
            yield SpokenRule(rule.kind, said.strip(), view, is_bare=True)


def _find_in(view: TextReading, text: str) -> Iterator[SpokenRule]:
    rules = read_rules(view)
    text = _blank_harmless(view, text)
    for rule in rules.rules:
        for match in rule.pattern.finditer(text):
            if rule.unless is None or not rule.unless.search(_around(view, text, match)):
                yield SpokenRule(rule.kind, match.group().strip(f" {TSHEG}"), view)
                break


def _blank(match: re.Match[str]) -> str:
    """As many places that no word is made of; a space ends a syllable in the reading by sound."""
    return "".join(char if char == " " else "_" for char in match.group())


def _blank_harmless(view: TextReading, text: str) -> str:
    for pattern in read_rules(view).harmless:
        text = pattern.sub(_blank, text)
    return text


def _around(view: TextReading, text: str, match: re.Match[str]) -> str:
    """The match with what stands near it in the same sentence: a long story asks about the law
    at its end and is no question about the law for that."""
    near = NEAR if view is TextReading.CHINESE else NEAR * 4
    start = max(text.rfind(STOP, 0, match.start()) + 1, match.start() - near)
    end = text.find(STOP, match.end())
    return text[start : min(end if end >= 0 else len(text), match.end() + near)]
