"""Everyday words and the law's words for the same thing, for Chinese questions.

It only adds terms to a question, weighed lower than what was typed; it never replaces any.
"""

from functools import lru_cache

import rjieba

from knowledge.callers_words import say_usually
from knowledge.lexicon import make_han_terms
from knowledge.terms import extract_terms
from knowledge.text import make_search_key, read_table

SYNONYM_WEIGHT = 0.3
USUAL_WEIGHT = 0.5
"""Of a usual word in the place of a colloquial one: surer than a synonym."""


@lru_cache(maxsize=1)
def _read_groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for line in read_table("synonyms_zh.txt"):
        words = line.split()
        for word in words:
            others = (*groups.get(word, ()), *(other for other in words if other != word))
            groups[word] = tuple(dict.fromkeys(others))
    return groups


def suggest_synonyms(text: str) -> dict[str, float]:
    """Return terms (grain + term) of synonyms of the words in `text`, with their weight."""
    groups = _read_groups()
    found: dict[str, float] = {}
    for word in rjieba.cut_for_search(make_search_key(text)):
        for other in groups.get(word, ()):
            found.update(dict.fromkeys(make_han_terms(other), SYNONYM_WEIGHT))
    return found


def suggest_words(text: str) -> dict[str, float]:
    """Return what may be meant by a caller's words: usual words and synonyms, with their weight."""
    found = suggest_synonyms(text)
    usual = say_usually(text)
    if usual != make_search_key(text):
        for term, weight in suggest_synonyms(usual).items():
            found.setdefault(term, weight)
        for term in extract_terms(usual).counts:
            found.setdefault(term, USUAL_WEIGHT)
    return found


def list_synonym_words() -> list[str]:
    """Return every word of the table."""
    return list(_read_groups())
