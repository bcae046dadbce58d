"""Finds danger in a text: which kinds, and the words that spoke."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.danger.passages import Passage, read_text
from knowledge.danger.rules import DangerKind, TextReading, read_rules
from knowledge.danger.weighing import Weights, read_weights

ALARM_FROM, STORY_FROM = -0.75, -0.5
"""Of a short text and of a longer one; chosen where authors were left out of fitting one by one
(`python -m scripts.train_danger`)."""
PASSAGE_FROM, PASSAGE_ALONE_FROM = 0.75, 4.0
"""Of one passage in a longer text, which has many; where no rule speaks in it, it must be loud."""
SHORTEST_WEIGHED = 5
"""Chinese characters: of a shorter text only rules tell."""
ALSO_FROM = 0.0
"""A second kind is told where it is likelier than not; `now` wherever a rule of it speaks."""
MOST_HEARD = 3
"""So many passages of a long text, the loudest, are held against the rules."""
MOST_WORDS = 3
LONGEST_WORDS = 60
"""So many passages, and characters of each, are told as the words that spoke."""


@dataclass(frozen=True, slots=True)
class Danger:
    """`kinds`, the likeliest first; `words` as they were written, or as they were read where they
    stood in Wylie."""

    kinds: tuple[DangerKind, ...]
    words: tuple[str, ...]

    @property
    def kind(self) -> DangerKind:
        """The first one."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a text sounds like: as a whole, and in its loudest passage if it is a longer one."""

    whole: Passage
    whole_score: float
    loudest: Passage
    loudest_score: float

    @property
    def is_told(self) -> bool:
        """Whether the whole tells of danger."""
        if any(each.is_bare for each in self.whole.found):
            return True
        is_heard = self.whole.found or self.whole.length >= SHORTEST_WEIGHED
        bound = STORY_FROM if self.whole.is_long else ALARM_FROM
        return bool(is_heard) and self.whole_score >= bound

    @property
    def is_told_in_passing(self) -> bool:
        """Whether danger stands in one passage of a longer text."""
        bound = PASSAGE_FROM if self.loudest.found else PASSAGE_ALONE_FROM
        return self.loudest_score >= bound


def read_everything() -> None:
    """Read rules and weights now: most of a second, which the first words would wait for."""
    read_weights()
    for view in TextReading:
        read_rules(view)


def find_danger(text: str) -> Danger | None:
    """The danger that somebody tells of, None where none is told."""
    weights = read_weights()
    heard = hear(read_text(text), weights)
    if heard.is_told_in_passing:
        return _tell(heard.loudest, weights)
    return _tell(heard.whole, weights) if heard.is_told else None


def hear(whole: Passage, weights: Weights) -> Hearing:
    """Weigh a text with what rules find in it."""
    if not whole.is_long:
        heard = whole.hear()
        return Hearing(heard, weights.weigh(heard.pieces), heard, -math.inf)
    parts = sorted(whole.split(), key=lambda part: -weights.weigh(part.pieces))[:MOST_HEARD]
    scored = [(weights.weigh(part.pieces), part) for part in (part.hear() for part in parts)]
    score, loudest = max(scored, key=lambda pair: pair[0])
    heard = whole.take_over(part for _, part in scored)
    return Hearing(heard, weights.weigh(heard.pieces), loudest, score)


def _tell(passage: Passage, weights: Weights) -> Danger:
    scores = weights.weigh_kinds(passage.pieces)
    bare = {each.kind for each in passage.found if each.is_bare}
    likeliest = sorted(DangerKind, key=lambda kind: (kind not in bare, -scores[kind]))
    is_now = any(each.kind is DangerKind.NOW for each in passage.found)
    also = (
        kind
        for kind in likeliest[1:]
        if scores[kind] >= ALSO_FROM or (is_now and kind is DangerKind.NOW)
    )
    written = [each.words for each in passage.found if each.view is not TextReading.SOUND]
    loudest = sorted(passage.clauses, key=lambda clause: -weights.weigh(clause.pieces))
    words = _drop_repeats(written) or [clause.text for clause in loudest]
    told = tuple(each[:LONGEST_WORDS] for each in words[:MOST_WORDS])
    return Danger((likeliest[0], *also), told)


def _drop_repeats(words: Iterable[str]) -> list[str]:
    """Without words that stand in longer ones."""
    every = dict.fromkeys(words)
    return [word for word in every if not any(word in other for other in every if other != word)]
