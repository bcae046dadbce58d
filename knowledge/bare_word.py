"""Tells a bare word from a question: it names a matter and does not say what is asked about it.

Any number of articles share the word, so none of them is the answer; the broad ones, which are
about the matter from their first question to their last, are worth offering.
"""

import re
from collections.abc import Sequence

import rjieba

from knowledge.terms import split_syllables
from knowledge.text import TSHEG, make_search_key

ALWAYS_BARE = 2
"""Characters; two name a matter, whatever words they are cut into."""
LONGEST_WORD = 4
MOST_SYLLABLES = 3

_MARKS = re.compile(rf"[^\w\u0f40-\u0fbc{TSHEG}]+")
_HAN = re.compile("[\u3400-\u9fff]+")
_TIBETAN = re.compile(f"[\u0f40-\u0fbc{TSHEG} ]+")
_ASKED_BEFORE = re.compile(
    "^(?:你好|请问|我们?|想要?|要|问一?下?|咨询一?下?|了解一?下?|关于|有关|怎么样?|怎样|如何|咋个?)+"
)
_ASKED_AFTER = re.compile(
    "(?:(?:要|该|应该)?(?:怎么|咋个?|如何|怎样)(?:办理?|整|弄|做|处理)?"
    "|的?(?:问题|事情?|纠纷|方面)|[吗呢呀啊嘛的了])+$"
)
"""What makes a sentence of a word and asks nothing more than the word does."""


def find_bare_word(text: str) -> str:
    """The word that a text consists of; "" where it says more."""
    key = _MARKS.sub("", make_search_key(text)) if _HAN.search(text) else make_search_key(text)
    if _HAN.fullmatch(key):
        word = _ASKED_AFTER.sub("", _ASKED_BEFORE.sub("", key)) or key
        is_one = len(word) <= LONGEST_WORD and len(rjieba.cut(word)) == 1
        return word if len(word) <= ALWAYS_BARE or is_one else ""
    if _TIBETAN.fullmatch(key) and len(split_syllables(key)) <= MOST_SYLLABLES:
        return key
    return ""


def measure_breadth(nears: Sequence[float]) -> float:
    """How far an article is about a word (0-1), by the likeness of each of its questions to it,
    the main one first: one question of many that names the word makes no broad article."""
    return (nears[0] + sum(nears) / len(nears)) / 2 if nears else 0.0
