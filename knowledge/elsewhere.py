"""Sentences that no article answers: how near a caller's words lie to one of them.

Matters of other offices (12345) and chatter, from a table; the counterpart of the articles' own
questions, so that an ask is held against both.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.closeness import Held, Rarities, count_words, measure_held
from knowledge.index import Index
from knowledge.language import WrittenLanguage, tag_language
from knowledge.scope import Scope
from knowledge.text import read_table

LONGEST_HELD = 300
"""Characters that are held against the sentences; who tells a longer story does not chat."""
OFFICE_FROM, OFFICE_LEAD = 0.3, 0.05
"""Likeness to a matter of another office, and so much more than to any article: it is one."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Likeness (0-1) to the nearest sentence of each kind."""

    other_office: float = 0.0
    chatter: float = 0.0
    sentence: str = ""
    """The nearest matter of another office."""

    @property
    def nearest(self) -> float:
        """To the nearest of either."""
        return max(self.other_office, self.chatter)


@lru_cache(maxsize=1)
def _open() -> tuple[list[str], npt.NDArray[np.bool_], Held, Rarities]:
    """The sentences, which of them are matters of another office, and what compares them."""
    rows = [line.split("\t") for line in read_table("elsewhere.tsv")]
    told = [(Scope(scope), each) for scope, many in rows for each in many.split("|")]
    sentences = [sentence for _, sentence in told]
    index = Index()
    index.publish(
        Wording(ArticleId(str(number)), _tell_language(sentence), sentence, "")
        for number, sentence in enumerate(sentences)
    )
    is_office = np.array([scope is Scope.NON_LEGAL for scope, _ in told])
    rarities = Rarities(index)
    return sentences, is_office, Held(list(map(count_words, sentences)), rarities), rarities


def _tell_language(sentence: str) -> str:
    return "bo" if tag_language(sentence).language is WrittenLanguage.BO else "zh"


def measure_elsewhere(text: str) -> Elsewhere:
    """How near `text` lies to what no article answers."""
    return _measure(text[:LONGEST_HELD])


@lru_cache(maxsize=64)
def _measure(text: str) -> Elsewhere:
    sentences, is_office, held, rarities = _open()
    near = measure_held(text, held, rarities)
    office = np.where(is_office, near, 0.0)
    place = int(office.argmax())
    chatter = float(np.where(is_office, 0.0, near).max())
    return Elsewhere(float(office[place]), chatter, sentences[place] if office[place] else "")
