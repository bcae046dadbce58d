"""Spoils Tibetan text the ways callers and keyboards do, to measure that search bears it.

Chance is an argument; nothing here is used by the search.
"""

import random
from collections.abc import Callable, Sequence

from knowledge.articles import ArticleId, Wording
from knowledge.evaluate import (
    LabelledQuestion,
    ask_hotline,
    index_wordings,
    run_questions,
    summarise,
)
from knowledge.text import TSHEG

Spoil = Callable[[str, random.Random], str]

_LETTERS = "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨ"
_TO_TIBETAN = str.maketrans("0123456789", "༠༡༢༣༤༥༦༧༨༩")
_TO_EUROPEAN = str.maketrans("༠༡༢༣༤༥༦༧༨༩", "0123456789")


def drop_syllables(text: str, chance: random.Random) -> str:
    """Leave out 30 % of the syllables."""
    return TSHEG.join(part for part in text.split(TSHEG) if chance.random() >= 0.3)


def change_letters(text: str, chance: random.Random) -> str:
    """Change one letter in 20 % of the syllables."""
    return TSHEG.join(
        _change_letter(part, chance) if part and chance.random() < 0.2 else part
        for part in text.split(TSHEG)
    )


def _change_letter(syllable: str, chance: random.Random) -> str:
    place = chance.randrange(len(syllable))
    return syllable[:place] + chance.choice(_LETTERS) + syllable[place + 1 :]


def strip_tshegs(text: str, _chance: random.Random) -> str:
    """Write without any tsheg."""
    return text.replace(TSHEG, "")


def swap_digits(text: str, _chance: random.Random) -> str:
    """Write Tibetan digits as European ones and the other way round."""
    return "".join(
        char.translate(_TO_TIBETAN) if char.isascii() else char.translate(_TO_EUROPEAN)
        for char in text
    )


def spoil_all(text: str, chance: random.Random) -> str:
    """All of them, one after the other."""
    text = change_letters(drop_syllables(text, chance), chance)
    return swap_digits(strip_tshegs(text, chance), chance)


SPOILERS: dict[str, Spoil] = {
    "as written": lambda text, _chance: text,
    "30 % of syllables dropped": drop_syllables,
    "20 % of syllables one letter changed": change_letters,
    "tsheg stripped": strip_tshegs,
    "digits swapped": swap_digits,
    "all together": spoil_all,
}


def measure_noise(sentences: Sequence[str], seed: int) -> dict[str, float]:
    """Return for each way of spoiling how often a sentence is still found first."""
    ids = [ArticleId(str(number)) for number in range(len(sentences))]
    answer = ask_hotline(
        index_wordings(
            [Wording(id_, "bo", "", text) for id_, text in zip(ids, sentences, strict=True)]
        )
    )
    figures = {}
    for name, spoil in SPOILERS.items():
        chance = random.Random(seed)  # noqa: S311 - a repeatable draw
        questions = [
            LabelledQuestion(spoil(text, chance), frozenset({id_}))
            for id_, text in zip(ids, sentences, strict=True)
        ]
        recall = summarise(questions, run_questions(answer, questions))["recall_at_1"]
        figures[name] = float(recall or 0)
    return figures
