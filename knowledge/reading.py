"""Reads a question in whatever letters it was typed: pinyin, Wylie, slips, both scripts in one.

It makes what is searched by; what a person wrote is never changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import rjieba

from knowledge.articles import Wording
from knowledge.callers_words import SlipBook, list_colloquial_words
from knowledge.lexicon import Lexicon
from knowledge.pinyin import PinyinBook
from knowledge.synonyms import list_synonym_words
from knowledge.text import make_search_key
from knowledge.wylie import read_wylie

SHORTEST_LATIN = 3
"""Letters; what is shorter is an initial or a mark, neither pinyin nor Wylie."""
USUAL_WORDS = (
    "我 你 他 不 要 想 没 有 给 了 吗 的 是 在 把 和 跟 被 人 钱 还 打 告 怎么 怎么办 可以"
)
"""Chinese words that sentences in pinyin are full of, and that no question need hold."""

ListWordings = Callable[[], Iterable[Wording]]

_LATIN_RUN = re.compile(r"[A-Za-zü'][A-Za-zü'.\s]*[A-Za-zü']|[A-Za-z]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_TIBETAN_RUN = re.compile("[\u0f00-\u0fff]+")


class WordReader:
    """Knows the words of a knowledge base, as far as they help to read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._pinyin: PinyinBook | None = None
        terms = (*list_synonym_words(), *(pair.zh for pair in lexicon.pairs))
        self._slips = SlipBook((*terms, *list_colloquial_words()))

    def learn(self, wordings: Iterable[Wording]) -> None:
        """Take the words of more questions as words that can be typed in pinyin."""
        if self._pinyin:
            self._pinyin.add_words(_list_words(wordings))

    def read(self, text: str, known: ListWordings) -> str:
        """Return `text` with pinyin and Wylie read and slips mended.

        `known` lists the wordings of the base: asked when somebody first types Latin letters.
        """
        read = _LATIN_RUN.sub(lambda run: self._read_latin(run.group(), known), text)
        return self._slips.mend(read)

    def say_in(self, language: str, text: str) -> str:
        """The words of a mixed text in one script, those of the other script where known."""
        own, other = (_HAN_RUN, _TIBETAN_RUN) if language == "zh" else (_TIBETAN_RUN, _HAN_RUN)
        parts: list[str] = []
        for run in re.finditer(f"({own.pattern})|({other.pattern})", text):
            if own.fullmatch(run.group()):
                parts.append(run.group())
            else:
                found = self._lexicon.translate_terms(run.group())
                parts += [words[0] for words in found.values()]
        return " ".join(parts)

    def _read_latin(self, latin: str, known: ListWordings) -> str:
        """Return pinyin as words, else Wylie as Tibetan, else the letters as they are."""
        if sum(map(str.isalpha, latin)) < SHORTEST_LATIN:
            return latin
        words = self.open_pinyin(known).read(latin)
        if words and any(len(choices[0]) > 1 for choices in words):
            return " ".join(choices[0] for choices in words)
        return (read_wylie(latin) if latin.islower() else None) or latin

    def open_pinyin(self, known: ListWordings) -> PinyinBook:
        """The words that can be typed in pinyin; made when somebody first types Latin letters."""
        if self._pinyin is None:
            self._pinyin = PinyinBook()
            self._pinyin.add_words(pair.zh for pair in self._lexicon.pairs)
            self._pinyin.add_words(list_synonym_words())
            self._pinyin.add_words(_list_words(known()))
            self._pinyin.add_usual(USUAL_WORDS.split())
        return self._pinyin


def _list_words(wordings: Iterable[Wording]) -> Iterator[str]:
    """Yield the Chinese words of the questions: those that agents type in pinyin."""
    for wording in wordings:
        for question in wording.list_questions():
            for run in _HAN_RUN.findall(make_search_key(question)):
                yield from rjieba.cut_for_search(run)
