"""Letters are compared only for candidates that could still come among the wanted few."""

import random

import pytest

from knowledge.bench import make_questions, make_wordings, make_writers
from knowledge.index import Index
from knowledge.query import find_candidates, make_query
from knowledge.ranking import LIKENESS, measure_fit, score_fit


@pytest.mark.parametrize("few", [2, 5])
def test_what_is_left_uncompared_changes_nothing_among_the_best(few: int) -> None:
    chance = random.Random(few)
    wordings = make_wordings(150, make_writers(chance))
    index = Index()
    index.publish(wordings)
    left_out = 0
    for question in make_questions(wordings, chance)[:60]:
        query = make_query(index, question)
        candidates = find_candidates(index, query)
        whole = measure_fit(query, candidates)
        part = measure_fit(query, candidates, few)
        best, partly = ((-score_fit(question, m)).argsort(kind="stable") for m in (whole, part))
        assert list(best[:few]) == list(partly[:few])
        left_out += int(((part[:, LIKENESS] == 0) & (whole[:, LIKENESS] > 0)).sum())
    assert left_out
