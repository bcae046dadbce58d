"""A bare word is never answered as if it were a question, nor sent away for what it resembles."""

from __future__ import annotations

from functools import lru_cache

import pytest

from app.hotline.answers.shipped import open_shipped_base
from knowledge.bands import MOST_OFFERED, Sureness
from knowledge.bare_word import find_bare_word, measure_breadth
from knowledge.base import KnowledgeBase
from knowledge.scope import Scope


@lru_cache(maxsize=1)
def open_base() -> KnowledgeBase:
    return open_shipped_base()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("离婚", "离婚"),
        ("离婚？", "离婚"),
        ("怎么离婚", "离婚"),
        ("欠薪怎么办", "欠薪"),
        ("我想问一下工资的问题", "工资"),
        ("打人", "打人"),
        ("法律援助", "法律援助"),
        ("ཁ་བྲལ།", "ཁ་བྲལ"),
        ("ཤུལ་ནོར", "ཤུལ་ནོར"),
        ("借钱不还", ""),
        ("离婚后孩子归谁", ""),
        ("老板不发工资", ""),
        ("ངའི་གླ་ཆ་མ་སྤྲད།", ""),
        ("hello", ""),
        ("", ""),
    ],
)
def test_a_bare_word_is_told_from_a_question(text: str, word: str) -> None:
    assert find_bare_word(text) == word


@pytest.mark.parametrize(
    ("text", "broad"),
    [
        ("离婚", {"01-001", "01-002"}),
        ("lihun", {"01-001", "01-002"}),
        ("欠薪", {"03-001"}),
        ("工资", {"03-001"}),
        ("合同", {"05-010", "03-003"}),
        ("继承", {"02-004", "02-005"}),
        ("打架", {"07-001"}),
        ("打人", {"01-005", "07-001"}),
        ("仲裁", {"18-003", "09-007"}),
        ("坐牢", {"04-013"}),
        ("བྲལ", {"01-001"}),
        ("ཁ་བྲལ", {"01-001"}),
        ("གླ་ཆ", {"03-001"}),
        ("ཤུལ་ནོར", {"02-001", "02-005"}),
        ("གན་རྒྱ", {"05-010", "03-003"}),
    ],
)
def test_a_bare_word_is_a_choice_of_up_to_three_and_the_broad_ones_among_them(
    text: str, broad: set[str]
) -> None:
    reply = open_base().ask(text)
    assert reply.band is Sureness.MAY_FIT
    assert len(reply.offered) <= MOST_OFFERED
    assert broad <= {hit.article_id for hit in reply.offered}
    assert reply.keep(reply.found.hits[:1]).band is not Sureness.SURE


def test_one_question_of_many_that_names_the_word_makes_no_broad_article() -> None:
    assert measure_breadth([0.3, 0.3, 0.3]) > measure_breadth([0.0, 0.0, 0.6])
    assert measure_breadth([]) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        *("草场", "起诉", "牦牛", "孩子", "社保", "户口", "གཡག", "རྩྭ་ས"),
        *("生孩子能休几天假", "派出所说不立案咋个办"),
    ],
)
def test_likeness_to_a_matter_of_another_office_sends_no_word_and_no_law_away(text: str) -> None:
    reply = open_base().ask(text)
    assert reply.scope is Scope.LEGAL
    assert reply.offered


@pytest.mark.parametrize("text", ["停电", "停水", "གློག་ཆད", "ལམ་ཞིག་སོང", "ལམ་ཁ་ཆད་སོང"])
def test_what_the_table_of_words_says_goes_to_the_other_office_however_short(text: str) -> None:
    reply = open_base().ask(text)
    assert reply.scope is Scope.NON_LEGAL
    assert not reply.offered


@pytest.mark.parametrize("text", ["ངའི་གླ་ཆ་སྤྲོད་མི་འདུག", "གླ་ཆ་སྤྲོད་མི་འདུག", "གླ་ཆ་མི་སྟེར"])
def test_unpaid_wages_are_found_however_they_are_said_in_tibetan(text: str) -> None:
    assert open_base().ask(text).offered[0].article_id == "03-001"


def test_what_lies_far_from_every_question_is_offered_no_article() -> None:
    reply = open_base().ask("比特币涨不涨")
    assert reply.band is Sureness.NOTHING
    assert reply.keep(reply.found.hits).band is Sureness.NOTHING
