"""The rules of danger hold on what they were written for, however it is typed."""

from __future__ import annotations

import pytest

from knowledge.danger.hearing import hear_rules
from knowledge.danger.measure import Sentence, measure_danger, parse_sentence
from knowledge.danger.passages import LONGEST_READ
from knowledge.danger.pieces import LONGEST_CLAUSE, list_clauses
from knowledge.danger.recognise import find_danger
from knowledge.danger.rules import DangerKind
from knowledge.rows import parse_rows
from knowledge.text import ASKED, TSHEG


def read_seen() -> tuple[Sentence, ...]:
    return read_sentences("danger_seen.jsonl")


def read_sentences(name: str) -> tuple[Sentence, ...]:
    with (ASKED / name).open(encoding="utf-8") as lines:
        parsed = parse_rows(lines, parse_sentence)
    assert not parsed.bad_rows
    return parsed.items


def test_danger_is_heard_and_its_neighbours_are_left_alone() -> None:
    """On sentences of an author whom no rule, weight or bound has seen."""
    figures = measure_danger(read_sentences("danger_unseen.jsonl"))
    assert figures.recall.of + figures.false_alarms.of >= 400
    assert (figures.recall.share or 0) >= 0.97, figures.missed
    assert (figures.false_alarms.share or 0) <= 0.03, figures.alarmed


@pytest.mark.parametrize("language", ["zh", "bo", "mixed"])
def test_every_language_and_kind_has_its_sentences(language: str) -> None:
    own = [each for each in read_seen() if each.language == language]
    assert {each.danger for each in own} >= set(DangerKind)


@pytest.mark.parametrize(
    "words",
    [
        "老公喝了酒就打我",
        "老 公 喝 了 酒 就 打 我",
        "老公，喝了酒，就打我！！",
        "ＷＯ ＬＡＯＧＯＮＧ ＤＡ ＷＯ",
        "wo laogong da wo",
        "问一下低保怎么办。对了老公喝了酒就打我。还有医保",
        "ངའི་ཁྱོ་གས་ང་ལ་བརྡུངས་བྱུང་།",
        "ངའིཁྱོགསངལབརྡུངསབྱུང",
        "ངའི ཁྱོ གས ང ལ བརྡུངས བྱུང",
    ],
)
def test_danger_is_heard_however_it_is_typed(words: str) -> None:
    danger = find_danger(words)
    assert danger is not None
    assert danger.kind == DangerKind.VIOLENCE_HOME
    assert danger.words


@pytest.mark.parametrize(
    "words",
    ["打官司要多少钱", "死亡赔偿金怎么算", "老板气死我了", "我在外头打工", "家暴的法律规定是什么",
     "被告不来怎么办", "他打了我电话", "", "12348", "།", "ནས་བརྡུང་བའི་དུས་སུ་མི་གླ་དགོས།"],
)  # fmt: skip
def test_harmless_words_raise_no_alarm(words: str) -> None:
    assert find_danger(words) is None


def test_tibetan_is_heard_with_and_without_tsheg() -> None:
    for each in read_seen()[::8]:
        if each.language == "bo" and each.danger and find_danger(each.text):
            heard = find_danger(each.text.replace(TSHEG, f"{TSHEG}{TSHEG}"))
            assert heard is not None, each.text


def test_weights_hear_what_no_rule_spells_out() -> None:
    dangers = [each for each in read_seen()[::8] if each.danger]
    heard = [each for each in dangers if not hear_rules(each.text)]
    told = [danger for each in heard if (danger := find_danger(each.text))]
    assert len(told) > len(heard) * 0.9
    assert all(danger.words[0] for danger in told)


def test_a_text_without_known_pieces_weighs_as_harmless() -> None:
    for text in ("", "།", "hello", "，，，", "龘"):
        assert find_danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "再说一次",
        "1个人",
        "一个人",
        "1号楼",
        "1个朋友",
        "1个孩子",
        "好的",
        "在的",
        "等一下",
        "知道了",
    ],
)
def test_few_words_are_not_weighed_without_a_rule(text: str) -> None:
    assert find_danger(text) is None


@pytest.mark.parametrize(
    "told", ["我老公昨天又打我", "我不想活了", "他把我锁在屋里不让出门", "娃儿被他爸打得一身是伤"]
)
def test_danger_in_the_middle_of_a_long_harmless_story_is_heard(told: str) -> None:
    before = (
        "我家在理塘，前年跟隔壁村的人合伙买了一辆货车，说好挣的钱一人一半，后来车子坏了修了好几次。"
    )
    after = "今年他把车卖了也没有给我钱，我想问这个怎么起诉，要带什么东西，去哪个法院，要花好多钱。"
    assert find_danger(before + told + "。" + after) is not None


@pytest.mark.parametrize(
    ("endless", "danger"),
    [
        ("ངས་གྲོང་ཚོའི་ནང་བཟོ་གྲྭ་ཞིག་ལ་ལས་ཀ་བྱེད་བཞིན་ཡོད་", "ངའི་བུ་ཕྲུག་བརྐུས་སོང་"),
        ("我在村里的工厂上班一直很忙", "我老公现在拿刀要砍我快救命"),
    ],
)
def test_a_text_without_any_mark_is_read_in_parts(endless: str, danger: str) -> None:
    """So it costs no more than one with marks, and danger in its middle is heard."""
    story = endless * (LONGEST_READ // len(endless) // 2)
    clauses = list_clauses(story)
    assert "".join(clauses) == story
    assert max(map(len, clauses)) <= LONGEST_CLAUSE
    assert find_danger(story + danger + story)
