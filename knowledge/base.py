"""The knowledge base: index, lexicon and ways of typing, behind one question.

The one object the shell holds. It answers for reading a question in whatever letters it was
typed; who may see which article stays with the shell, which publishes accordingly.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import rjieba

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index
from knowledge.language import LanguageTag, WrittenLanguage, tag_language
from knowledge.lexicon import Lexicon
from knowledge.pinyin import PinyinBook
from knowledge.search import Found, Hit, search
from knowledge.small_talk import is_small_talk
from knowledge.synonyms import list_synonym_words, suggest_synonyms
from knowledge.text import make_search_key
from knowledge.wylie import read_wylie

SURE_ENOUGH = 0.5
"""From this confidence on, a question is not looked up in the other language too."""
TRUST_IN_TRANSLATION = 0.8
"""Of a question whose every word is in the lexicon: word by word is not a translation."""
HARDLY_LIKELY = 0.05
SHORTEST_LATIN = 3
"""Letters; what is shorter is an initial or a mark, neither pinyin nor Wylie."""

_LATIN_RUN = re.compile(r"[A-Za-zü'][A-Za-zü'.\s]*[A-Za-zü']|[A-Za-z]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_TIBETAN_RUN = re.compile("[\u0f00-\u0fff]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """What was found, in which language the question was, and how its letters were read.

    `read_as` differs from the question where pinyin or Wylie was read.
    """

    found: Found
    language: LanguageTag
    read_as: str


class KnowledgeBase:
    """Published wordings, found by questions in Tibetan, Chinese, pinyin or Wylie."""

    def __init__(self, index: Index | None = None, lexicon: Lexicon | None = None) -> None:
        self.index = Index() if index is None else index
        self.lexicon = lexicon or Lexicon()
        self._pinyin: PinyinBook | None = None

    def publish(self, wordings: Iterable[Wording]) -> None:
        """Make wordings findable, in place of older ones of the same article and language."""
        fresh = list(wordings)
        self.index.publish(fresh)
        self.learn_words(fresh)

    def learn_words(self, wordings: Iterable[Wording]) -> None:
        """Let the words of these questions be typed in pinyin."""
        if self._pinyin:
            self._pinyin.add_words(_list_words(wordings))

    def retire(self, article_id: ArticleId, language: str) -> bool:
        """Take a wording out; return whether it was there."""
        return self.index.retire(article_id, language)

    def ask(self, text: str, *, limit: int = 5, language: str | None = None) -> Reply:
        """Find at most `limit` articles for a question as it was typed; small talk finds none."""
        if is_small_talk(text):
            return Reply(Found(()), tag_language(text), text)
        read_as = _LATIN_RUN.sub(lambda run: self._read_latin(run.group()), text)
        tag = tag_language(read_as)
        found = self._search(read_as, limit, language)
        if tag.language is WrittenLanguage.MIXED and language is None:
            hits = found.hits
            for part in _split_scripts(read_as):
                hits = _join(hits, self._search(part, limit, language).hits)
            found = Found(hits[:limit])
        return Reply(found, tag, read_as)

    def _search(self, text: str, limit: int, language: str | None) -> Found:
        """Search as typed, and through the lexicon where that is not sure enough."""
        found = search(
            self.index,
            text,
            limit=limit,
            language=language,
            suggested=suggest_synonyms(text),
        )
        if language is None and found.confidence < SURE_ENOUGH:
            found = Found(_merge(found.hits, self._search_translated(text, limit))[:limit])
        return found

    def _search_translated(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Return hits in the other language, as sure as the question could be translated."""
        translation = self.lexicon.translate_question(text)
        if translation is None:
            return ()
        found = search(self.index, translation.text, limit=limit, language=translation.language)
        trust = TRUST_IN_TRANSLATION * translation.share
        return tuple(
            replace(hit, confidence=hit.confidence * trust, is_translated=True)
            for hit in found.hits
        )

    def _read_latin(self, latin: str) -> str:
        """Return pinyin as words, else Wylie as Tibetan, else the letters as they are."""
        if sum(map(str.isalpha, latin)) < SHORTEST_LATIN:
            return latin
        words = self.open_pinyin().read(latin)
        if words:
            return " ".join(choices[0] for choices in words)
        return (read_wylie(latin) if latin.islower() else None) or latin

    def open_pinyin(self) -> PinyinBook:
        """The words that can be typed in pinyin; made when somebody first types Latin letters."""
        if self._pinyin is None:
            self._pinyin = PinyinBook()
            self._pinyin.add_words(pair.zh for pair in self.lexicon.pairs)
            self._pinyin.add_words(list_synonym_words())
            self._pinyin.add_words(_list_words(self.index.list_wordings()))
        return self._pinyin


def _merge(typed: tuple[Hit, ...], translated: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Join both by confidence, each article once, and first as it was found by typing."""
    known = {hit.article_id for hit in typed if hit.confidence >= HARDLY_LIKELY}
    surer = {hit.article_id for hit in translated} - known
    kept = [hit for hit in typed if hit.article_id not in surer]
    kept += [hit for hit in translated if hit.article_id in surer]
    return tuple(sorted(kept, key=lambda hit: -hit.confidence))


def _split_scripts(text: str) -> list[str]:
    """The Chinese and the Tibetan of a mixed question, each without the other's small talk."""
    parts = (" ".join(run.findall(text)) for run in (_HAN_RUN, _TIBETAN_RUN))
    return [part for part in parts if part and not is_small_talk(part)]


def _join(some: tuple[Hit, ...], others: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Both by confidence, each article once, as it was found best."""
    best: dict[ArticleId, Hit] = {}
    for hit in sorted([*some, *others], key=lambda hit: -hit.confidence):
        best.setdefault(hit.article_id, hit)
    return tuple(best.values())


def _list_words(wordings: Iterable[Wording]) -> Iterator[str]:
    """Yield the Chinese words of the questions: those that agents type in pinyin."""
    for wording in wordings:
        for question in wording.list_questions():
            for run in _HAN_RUN.findall(make_search_key(question)):
                yield from rjieba.cut_for_search(run)
