"""Danger told in one to five words is heard; as few words about something else raise no alarm."""

from __future__ import annotations

import pytest

from knowledge.danger.recognise import find_danger
from knowledge.danger.rules import DangerKind
from knowledge.text import TSHEG

BARE = [
    "打我",
    "掐脖子",
    "绑我",
    "摸我",
    "要砍我",
    "淹人了",
    "开枪了",
    "砸门",
    "家暴",
    "被打了",
    "喝药了",
    "自杀",
    "遭打了",
    "被关起了",
    "遭关起了",
    "要死人了",
    "煤气中毒",
    "出车祸了",
    "遭车撞了",
    "落水了",
    "打死人了",
    "打110快",
    "报警",
    "快报警",
    "跳河",
    "上吊",
    "家爆",
    "被绑了",
    "被拐了",
    "娃儿丢了",
    "吃药自杀",
    "割腕了",
    "着火了",
    "救命",
    "遭抢了",
    "有人砍人",
    "不想活了",
    "活不下去",
    "jiabao",
    "zisha",
    "baojing",
]
BARE_TIBETAN = [
    "ང་གསོད",
    "ང་བཀག",
    "གྲི་ཐོགས",
    "བརྡུངས་སོང",
    "ང་ཤི་རྒྱུ",
    "ང་བསད་ཀྱི་རེད",
    "རོགས་སྐྱོབས",
    "ང་ཤི་འདོད",
    "མེ་ཤོར",
    "གྲི་བརྒྱབ",
    "བུ་བརླགས་སོང",
    "རོགས་བྱོས",
    "ང་བཀག་འདུག",
]
HARMLESS = [
    "我女儿",
    "找不到人",
    "联系不上",
    "地址在哪",
    "孩子读书",
    "བུ་ལོན",
    "ཕྲུ་གུ་སྐྱེས",
    "救助站电话",
    "他们不让我进村",
    "房东不让我走押金",
    "他不放手离婚",
    "老板扣我工资不放",
    "签了合同就套牢了走不脱",
    "不想活动",
    "不想参加活动",
    "上吊绳子的钱",
    "打车",
    "打工",
    "打官司",
    "死亡证明",
    "报警回执",
    "家暴的证据怎么收集",
    "自杀保险赔不赔",
    "相识",
    "想试",
    "རོགས་སྐྱོར",
    "ཁ་པར་བརྒྱབ་སོང",
    "ལུག་བསད་སོང",
    "ང་འགྲོ་རྒྱུ",
    "གླ་ཆ་བཀག་འདུག",
]


@pytest.mark.parametrize("words", [*BARE, "xiang si", "wo xiang si", "jia bao"])
def test_a_bare_word_of_danger_is_heard(words: str) -> None:
    for said in (words, f"{words}！！", f" {words}。"):
        assert find_danger(said) is not None


@pytest.mark.parametrize("words", BARE_TIBETAN)
def test_a_bare_word_of_danger_is_heard_with_and_without_tsheg(words: str) -> None:
    for said in (words, words.replace(TSHEG, ""), f"{words}{TSHEG}།"):
        assert find_danger(said) is not None


@pytest.mark.parametrize("words", HARMLESS)
def test_few_words_about_something_else_raise_no_alarm(words: str) -> None:
    assert find_danger(words) is None


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("家暴", {DangerKind.VIOLENCE_HOME}),
        ("跳河", {DangerKind.SELF_HARM}),
        ("被拐了", {DangerKind.HELD}),
        ("煤气中毒", {DangerKind.NOW}),
        ("娃儿丢了", {DangerKind.CHILD}),
        ("坐席备注：通话中听见女方尖叫", {DangerKind.VIOLENCE_HOME, DangerKind.NOW}),
        ("儿子打我，七十岁", {DangerKind.VIOLENCE_HOME}),
    ],
)
def test_a_bare_word_tells_its_kind(words: str, kinds: set[DangerKind]) -> None:
    danger = find_danger(words)
    assert danger is not None
    assert danger.kind in kinds
