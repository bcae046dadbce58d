"""Every case of somebody who is gone has one row in one table, and the page says the same."""

from __future__ import annotations

from collections import Counter
from itertools import product

from app.hotline.calls.line_actions import DEEDS
from app.hotline.calls.talking.gone import (
    PARTY_GONE,
    RULES,
    SAYS,
    Consequence,
    Party,
    Reason,
    Stage,
)
from tests.architecture.party_gone import PAGE, write_page


def test_every_case_has_exactly_one_row() -> None:
    cases = Counter(
        case for rule in RULES for case in product(rule.parties, rule.stages, rule.reasons)
    )
    assert set(cases) == set(product(Party, Stage, Reason)) == set(PARTY_GONE)
    assert [case for case, times in cases.items() if times > 1] == []


def test_every_consequence_is_used_and_done() -> None:
    assert set(PARTY_GONE.values()) == set(Consequence) == set(DEEDS)


def test_every_word_is_explained() -> None:
    assert set(SAYS) == {*Party, *Stage, *Reason}


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page()
