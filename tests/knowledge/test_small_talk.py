"""Small talk asks nothing; a question is never taken for it."""

from __future__ import annotations

import pytest

from knowledge.articles import ArticleId, Wording
from knowledge.base import KnowledgeBase
from knowledge.small_talk import is_small_talk


@pytest.mark.parametrize(
    "text",
    ["好的", "谢谢！", "你好，请问", "好的谢谢", "ཐུགས་རྗེ་ཆེ།", "བཀྲ་ཤིས་བདེ་ལེགས༎", "OK", "……", ""],
)
def test_small_talk_is_known(text: str) -> None:
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["工资", "离婚", "好的合同", "你好，老板不发工资", "གླ་ཆ", "12345"])
def test_questions_are_not_small_talk(text: str) -> None:
    assert not is_small_talk(text)


def test_small_talk_finds_nothing() -> None:
    base = KnowledgeBase()
    base.publish([Wording(ArticleId("1"), "zh", "口头说好的事算合同吗", "算。")])
    assert not base.ask("好的").found.hits
    assert base.ask("口头合同").found.hits
