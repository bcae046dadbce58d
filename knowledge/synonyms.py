"""Everyday words and the law's words for the same thing, for Chinese questions.

It only adds terms to a question, weighed lower than what was typed; it never replaces any.
"""

from functools import lru_cache

import rjieba

from knowledge.lexicon import make_han_terms
from knowledge.text import make_search_key, read_table

SYNONYM_WEIGHT = 0.3


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


def list_synonym_words() -> list[str]:
    """Return every word of the table."""
    return list(_read_groups())
