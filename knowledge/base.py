"""The knowledge base: index, lexicon and ways of typing, behind one question.

The one object the shell holds. It answers for reading a question in whatever letters it was
typed, for what may be answered and how surely; who may see which article stays with the shell,
which publishes accordingly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.articles import ArticleId, Wording
from knowledge.bands import (
    LEAD_ALONE,
    LONGEST_COUNTED,
    MOST_OFFERED,
    Signs,
    Sureness,
    bound_lead,
    choose_band,
    estimate_right,
    weigh_match,
)
from knowledge.bare_word import find_bare_word, measure_breadth
from knowledge.closeness import Rarities, measure_nearness
from knowledge.elsewhere import OFFICE_FROM, OFFICE_LEAD, measure_elsewhere
from knowledge.index import Index
from knowledge.language import LanguageTag, WrittenLanguage, tag_language
from knowledge.lexicon import Lexicon
from knowledge.reading import WordReader
from knowledge.scope import Scope, find_other_office, speaks_of_law
from knowledge.search import Found, Hit, search
from knowledge.small_talk import is_small_talk
from knowledge.synonyms import suggest_words

LITTLE = 0.3
"""Under this confidence of a question's own language the other language is looked at too."""
TRUST_IN_TRANSLATION = 0.8
"""Of a question whose every word is in the lexicon: word by word is not a translation."""
FEWEST_TRANSLATED = 2
"""Terms; what only one shares is no more than a guess, and is believed as little."""
TRUST_IN_ONE_TERM = 0.5
MOST_COMPARED = 8
"""Articles whose questions are compared with the caller's words, best by the search."""
NEARNESS_WEIGHT = 0.7
"""Beside the score of the search, for the order of the articles."""
OURS_FROM = 0.8
"""Confidence; a likelier article is given whatever words of other offices are in the question."""
NEAR_FROM = 0.05
"""Likeness; no ask that an article answers lies farther from every question of all articles."""
OFFERED_FROM = 0.05
"""Confidence; what is less likely is not worth a line among the questions to choose from."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit of the search with what bands are estimated from; None where the article has no
    question to compare with."""

    hit: Hit
    signs: Signs | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What was found, in which language the question was, and how its letters were read.

    `read_as` differs from the question where pinyin or Wylie was read or a slip was mended.
    `other_office` are the words by which it is a matter for 12345.
    """

    found: Found
    language: LanguageTag
    read_as: str
    band: Sureness = Sureness.NOTHING
    scope: Scope = Scope.NONE
    other_office: tuple[str, ...] = ()
    is_bare_word: bool = False
    """It names a matter and asks nothing of it: never answered by one article."""

    def keep(self, hits: tuple[Hit, ...]) -> "Reply":
        """The reply with only these of its hits, banded anew; what nothing fits stays so."""
        if self.band is Sureness.NOTHING:
            return replace(self, found=Found(hits))
        band = choose_band([hit.confidence for hit in hits], is_bare_word=self.is_bare_word)
        return replace(self, found=Found(hits), band=band)

    @property
    def offered(self) -> tuple[Hit, ...]:
        """What a caller may be shown: the answer, up to three to choose from, or none."""
        if self.scope is Scope.NON_LEGAL or self.band is Sureness.NOTHING:
            return ()
        if self.band is Sureness.SURE:
            return self.found.hits[:1]
        likely = (hit for hit in self.found.hits if hit.confidence >= OFFERED_FROM)
        return tuple(likely)[:MOST_OFFERED] or self.found.hits[:1]


class KnowledgeBase:
    """Published wordings, found by questions in Tibetan, Chinese, pinyin or Wylie."""

    def __init__(self, index: Index | None = None, lexicon: Lexicon | None = None) -> None:
        self.index = Index() if index is None else index
        self.lexicon = lexicon or Lexicon()
        self._reader = WordReader(self.lexicon)
        self._rarities = Rarities(self.index)

    def publish(self, wordings: Iterable[Wording]) -> None:
        """Make wordings findable, in place of older ones of the same article and language."""
        fresh = list(wordings)
        self.index.publish(fresh)
        self.learn_words(fresh)

    def learn_words(self, wordings: Iterable[Wording]) -> None:
        """Follow an index that holds these wordings from now on: what can be typed in pinyin,
        and how rare words are."""
        self._reader.learn(wordings)
        self._rarities.forget()

    def open_pinyin(self) -> None:
        """Make ready what else is made when somebody first types Latin letters."""
        self._reader.open_pinyin(self.index.list_wordings)

    def retire(self, article_id: ArticleId, language: str) -> bool:
        """Take a wording out; return whether it was there."""
        return self.index.retire(article_id, language)

    def read(self, text: str) -> str:
        """A question as it is searched by: pinyin and Wylie read, slips mended."""
        return self._reader.read(text, self.index.list_wordings)

    def ask(self, text: str, *, limit: int = 5, language: str | None = None) -> Reply:
        """Find at most `limit` articles for a question as it was typed; small talk finds none."""
        if is_small_talk(text):
            return Reply(Found(()), tag_language(text), text)
        read_as = self.read(text)
        tag = tag_language(read_as)
        word = find_bare_word(read_as)
        most = MOST_COMPARED if word else MOST_OFFERED
        ranked = self.rank(read_as, tag, max(limit, most), language)
        hits = estimate_hits(ranked)
        if word:
            hits = self._put_broad_first(word, hits)
        office = self.find_office(read_as, ranked)
        near = () if lies_far(ranked) else hits
        band = choose_band([hit.confidence for hit in near], is_bare_word=bool(word))
        scope = (
            Scope.NON_LEGAL if office else Scope.NONE if band is Sureness.NOTHING else Scope.LEGAL
        )
        return Reply(Found(hits[:limit]), tag, read_as, band, scope, office, bool(word))

    def _put_broad_first(self, word: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The hits, first what is likely and about the word in more than one of its questions."""
        breadths = []
        for hit in hits:
            questions = [[question] for question in self._list_questions(hit)]
            breadths.append(measure_breadth(measure_nearness(word, questions, self._rarities)))
        order = sorted(range(len(hits)), key=lambda at: -hits[at].confidence * breadths[at])
        return tuple(hits[at] for at in order)

    def find_office(self, read_as: str, ranked: Sequence[Ranked]) -> tuple[str, ...]:
        """The words by which a question that has been read is a matter of another office; none
        where an article lies nearer."""
        words = find_other_office(read_as)
        if words:
            return () if self._is_ours(ranked) else words
        if find_bare_word(read_as) or speaks_of_law(read_as) or is_led(estimate_hits(ranked)):
            return ()
        office = measure_elsewhere(read_as)
        own = max((each.signs.near for each in ranked if each.signs), default=0.0)
        is_office = office.other_office >= max(OFFICE_FROM, own + OFFICE_LEAD, office.chatter)
        return (office.sentence,) if is_office else ()

    def _is_ours(self, ranked: Sequence[Ranked]) -> bool:
        """Whether an article that is not itself about other offices is too likely to be left."""
        for hit in estimate_hits(ranked):
            if hit.confidence >= OURS_FROM and not any(
                map(find_other_office, self._list_questions(hit))
            ):
                return True
        return False

    def rank(
        self, read_as: str, tag: LanguageTag, limit: int, language: str | None = None
    ) -> tuple[Ranked, ...]:
        """Rank the articles of a question that has been read, with their signs.

        Its own language speaks first; the other one adds where that says little.
        """
        if language or tag.language is WrittenLanguage.OTHER:
            return self._rank_in(language, read_as, limit)
        if tag.language is WrittenLanguage.MIXED:
            both = [self._rank_in(s, self._reader.say_in(s, read_as), limit) for s in ("zh", "bo")]
            return _join(*both)[:limit]
        own = self._rank_in(str(tag.language), read_as, limit)
        if max((hit.confidence for hit in estimate_hits(own)), default=0.0) >= LITTLE:
            return own
        return _join(own, self._rank_translated(read_as, limit))[:limit]

    def _rank_in(self, language: str | None, text: str, limit: int) -> tuple[Ranked, ...]:
        """The articles in one language (None: in any), nearest to the caller's words first."""
        if not text:
            return ()
        found = search(
            self.index,
            text,
            limit=max(limit, MOST_COMPARED),
            language=language,
            suggested=suggest_words(text),
        )
        scored = self._score(text, found.hits)
        scored.sort(key=lambda each: -each[0])
        elsewhere = measure_elsewhere(text).nearest
        is_tibetan = float(language == "bo")
        length = min(len(text), LONGEST_COUNTED) / LONGEST_COUNTED
        ranked = []
        for place, (score, near, hit) in enumerate(scored[:limit]):
            rivals = [other for at, (other, _, _) in enumerate(scored) if at != place]
            lead = bound_lead(score - max(rivals)) if rivals else LEAD_ALONE
            matched = weigh_match(hit.confidence)
            signs = (
                None if near is None else Signs(near, matched, lead, is_tibetan, length, elsewhere)
            )
            ranked.append(Ranked(hit, signs))
        return tuple(ranked)

    def _score(self, text: str, hits: Sequence[Hit]) -> list[tuple[float, float | None, Hit]]:
        """Score and nearness of each hit; nearness None where the article has no question."""
        questions = [self._list_questions(hit) for hit in hits]
        nears = measure_nearness(text, questions, self._rarities)
        return [
            (hit.score + NEARNESS_WEIGHT * near, near if asked else None, hit)
            for hit, asked, near in zip(hits, questions, nears, strict=True)
        ]

    def _list_questions(self, hit: Hit) -> list[str]:
        wording = self.index.find_wording(hit.article_id, hit.language)
        return wording.list_questions() if wording else []

    def _rank_translated(self, text: str, limit: int) -> tuple[Ranked, ...]:
        """Hits in the other language, as sure as the question could be translated."""
        translation = self.lexicon.translate_question(text)
        if translation is None:
            return ()
        found = search(self.index, translation.text, limit=limit, language=translation.language)
        trust = TRUST_IN_TRANSLATION * translation.share
        if translation.terms < FEWEST_TRANSLATED:
            trust = min(trust, TRUST_IN_ONE_TERM)
        return tuple(
            Ranked(replace(hit, confidence=hit.confidence * trust, is_translated=True), None)
            for hit in found.hits
        )


def estimate_hits(ranked: Iterable[Ranked]) -> tuple[Hit, ...]:
    """The hits with the probability that each answers, by the calibration on callers' words."""
    return tuple(
        replace(each.hit, confidence=estimate_right(each.signs)) if each.signs else each.hit
        for each in ranked
    )


def is_led(hits: Sequence[Hit]) -> bool:
    """Whether the first alone is likely enough to be offered."""
    return choose_band([hit.confidence for hit in hits[:1]]) is not Sureness.NOTHING


def lies_far(ranked: Sequence[Ranked]) -> bool:
    """Whether no article has a question that is anything like what was asked; an article that
    cannot be compared may be."""
    return all(each.signs is not None and each.signs.near < NEAR_FROM for each in ranked)


def _join(some: tuple[Ranked, ...], others: tuple[Ranked, ...]) -> tuple[Ranked, ...]:
    """Both by confidence, each article once, as it was found best."""
    pairs = zip(estimate_hits((*some, *others)), (*some, *others), strict=True)
    best: dict[ArticleId, Ranked] = {}
    for hit, each in sorted(pairs, key=lambda pair: -pair[0].confidence):
        best.setdefault(hit.article_id, each)
    return tuple(best.values())
