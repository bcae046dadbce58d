"""Sentences that no article answers: how near a caller's words lie to one of them.

Matters of other offices (12345) and chatter, from a table; the counterpart of the articles' own
questions, so that an ask is held against both.
"""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.articles import ArticleId, Wording
from knowledge.closeness import Measuring, Rarities
from knowledge.index import Index
from knowledge.language import WrittenLanguage, tag_language
from knowledge.scope import Scope
from knowledge.search import search
from knowledge.synonyms import suggest_words
from knowledge.text import read_table

MOST_COMPARED = 4
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
def _open() -> tuple[Index, Rarities]:
    wordings: list[Wording] = []
    for line in read_table("elsewhere.tsv"):
        scope, sentences = line.split("\t")
        for sentence in sentences.split("|"):
            is_tibetan = tag_language(sentence).language is WrittenLanguage.BO
            number = ArticleId(f"{scope}:{len(wordings)}")
            wordings.append(Wording(number, "bo" if is_tibetan else "zh", sentence, ""))
    index = Index()
    index.publish(wordings)
    return index, Rarities(index)


def measure_elsewhere(text: str) -> Elsewhere:
    """How near `text` lies to what no article answers."""
    return _measure(text[:LONGEST_HELD])


@lru_cache(maxsize=64)
def _measure(text: str) -> Elsewhere:
    index, rarities = _open()
    measuring = Measuring(text, rarities)
    near = {Scope.NON_LEGAL: 0.0, Scope.NONE: 0.0}
    sentence = ""
    for hit in search(index, text, limit=MOST_COMPARED, suggested=suggest_words(text)).hits:
        scope = Scope(hit.article_id.partition(":")[0])
        wording = index.find_wording(hit.article_id, hit.language)
        questions = wording.list_questions() if wording else []
        likeness = measuring.measure(questions)
        if likeness > near[scope] and scope is Scope.NON_LEGAL:
            sentence = questions[0]
        near[scope] = max(near[scope], likeness)
    return Elsewhere(near[Scope.NON_LEGAL], near[Scope.NONE], sentence)
