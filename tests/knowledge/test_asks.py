"""Questions in callers' own words over the shipped base: the promises of B101, and named cases."""

from __future__ import annotations

import argparse
import json
from functools import lru_cache
from pathlib import Path

import pytest

from app.hotline.answers.ask_commands import run_asks
from app.hotline.answers.shipped import open_shipped_base
from knowledge.asks import list_unknown_ids, measure_asks, parse_ask
from knowledge.bands import Sureness
from knowledge.base import KnowledgeBase
from knowledge.callers_words import SlipBook, say_usually
from knowledge.rows import RowError, parse_rows
from knowledge.scope import Scope, find_other_office

SEEN = Path("knowledge/asked/asks_seen.jsonl")
UNSEEN = SEEN.parent / "asks_unseen.jsonl"
REACHED_UNSEEN = 0.70
"""Sent to 12345 of other people's matters for it: what was reached, no promise; .75 was counted."""


@lru_cache(maxsize=1)
def open_base() -> KnowledgeBase:
    return open_shipped_base()


@pytest.mark.parametrize(
    ("asks", "fewest", "least_sent"), [(SEEN, 800, 0.80), (UNSEEN, 200, REACHED_UNSEEN)]
)
def test_b101_asks_keep_the_promises(asks: Path, fewest: int, least_sent: float) -> None:
    with asks.open(encoding="utf-8") as lines:
        rows = parse_rows(lines, parse_ask)
    assert not rows.bad_rows
    assert len(rows.items) >= fewest
    assert not list_unknown_ids(open_base(), rows.items)
    figures = measure_asks(open_base(), rows.items).figures
    assert all(value is not None for value in figures.values())
    least = {"right_shown": 0.80, "non_legal_to_12345": least_sent}
    most = {
        "wrong_sure": 0.05,
        "out_of_scope_answered": 0.05,
        "chatter_offered": 0.10,
        "non_legal_offered": 0.15,
    }
    assert [n for n, bound in least.items() if (figures[n] or 0) < bound] == []
    assert [n for n, bound in most.items() if (figures[n] or 0) > bound] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("派出所把我娃儿抓走了，咋个整", {"11-001", "11-017"}),
        ("牦牛遭偷了", {"11-008"}),
        ("我和老婆商量好离昏了，民政局咋个办嘛", {"01-001"}),
        ("老公喝了酒就打我", {"01-005"}),
        ("彩礼给了十八万，女娃儿又不嫁了，钱能不能退", {"01-004"}),
        ("信用社贷款还不起会不会坐牢", {"04-013"}),
        ("laoban bu fa gongzi zenme ban", {"03-001"}),
        ("ལས་བདག་གིས་གླཆམིསྟེར", {"03-001"}),
        ("老板 གླ་ཆ་མི་སྟེར 咋办", {"03-001"}),
    ],
)
def test_the_cases_that_were_found(text: str, right: set[str]) -> None:
    shown = open_base().ask(text).offered
    assert right & {hit.article_id for hit in shown}


@pytest.mark.parametrize("text", ["派出所把我娃儿抓走了", "牦牛遭偷了", "我想离昏"])
def test_a_questions_own_language_comes_first(text: str) -> None:
    first = open_base().ask(text).found.hits[0]
    assert (first.language, first.is_translated) == ("zh", False)


@pytest.mark.parametrize(
    "text",
    ["屋头停电两天了，找哪个修", "自来水管爆了没人管", "门口那条路烂得很", "གློག་ཆད་ནས་ཉིན་གཉིས་སོང་།"],
)
def test_matters_of_other_offices_are_known_and_answered_by_no_article(text: str) -> None:
    reply = open_base().ask(text)
    assert reply.scope is Scope.NON_LEGAL
    assert reply.other_office
    assert not reply.offered


@pytest.mark.parametrize(
    "text",
    [
        "邻居把我家的水断了要打官司",
        "路上被车撞断了腿",
        "物业停电逼我交费",
        "他被电死了，电站一分不赔",
        "修路占了我家的地，补偿没给",
        "医院把人治坏了",
        "学校老师打学生",
        "网上买到假货",
        "公交车上摔了，骨头断了",
        "转场的路被他用铁丝网封了",
        "健身房关门了，卡里还有钱",
        "བུ་ཕྲུག་གིས་རྒན་པ་མི་སྐྱོང་ན་གང་འདྲ་བྱེད།",
        "ཁྱིམ་མཚེས་ཀྱིས་ང་ལ་ལོ་མང་པོར་བལྟས་སོང་།",
    ],
)
def test_law_that_speaks_of_water_or_roads_stays_law(text: str) -> None:
    assert not find_other_office(text)


@pytest.mark.parametrize(
    "text",
    [
        "我要告诉你们，街上的灯黑了好几天",
        "路灯坏了，世界都黑了",
        "话费欠费停机了怎么充",
        "ལམ་གྱི་སྒྲོན་མེ་མི་འབར།",
    ],
)
def test_letters_of_a_word_of_law_inside_another_word_do_not_make_it_law(text: str) -> None:
    assert find_other_office(text)


def test_tibetan_words_are_found_between_their_syllables_not_across_them() -> None:
    assert not find_other_office("གཏན་འབེབས་ལ་ངོས་ལེན་མེད་ན་གང་འདྲ་བྱེད།")
    assert find_other_office("དྲ་བ་མེད།")


def test_a_likely_article_is_not_kept_back_by_words_of_other_offices() -> None:
    assert open_base().ask("女的不招，招聘只要男的，合法吗").scope is Scope.LEGAL


@pytest.mark.parametrize(
    "text", ["哈哈哈", "你是机器人还是真人哦", "asdfghjkl", "ཧ་ཧ་ཧ", "1", "？"]
)
def test_chatter_is_given_no_article(text: str) -> None:
    reply = open_base().ask(text)
    assert reply.band is Sureness.NOTHING
    assert not reply.offered


def test_slips_are_mended_into_known_terms_alone() -> None:
    book = SlipBook(["离婚", "工资", "车祸"])
    assert book.mend("商量好离昏了") == "商量好离婚了"
    assert book.mend("工姿不给，出了车货") == "工资不给，出了车祸"
    assert book.mend("我的工作很好") == "我的工作很好"


def test_colloquial_words_are_read_as_the_usual_ones() -> None:
    assert say_usually("莫得钱，娃儿咋个办") == "没有钱,孩子怎么办"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"lang": "zh", "expected": [], "scope": "legal"}, "text"),
        ({"text": "a", "lang": "en", "expected": [], "scope": "legal"}, "lang"),
        ({"text": "a", "lang": "zh", "expected": [], "scope": "x"}, "scope"),
        ({"text": "a", "lang": "zh", "expected": None, "scope": "legal"}, "expected"),
        ({"text": "a", "lang": "zh", "expected": ["1"], "scope": "none"}, "expected"),
    ],
)
def test_a_bad_row_is_named(row: dict[str, object], field: str) -> None:
    with pytest.raises(RowError) as error:
        parse_ask(row)
    assert error.value.field == field


def test_the_command_counts_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asks, out = tmp_path / "asks.jsonl", tmp_path / "out.json"
    rows = [
        {"text": "老板拖欠工资怎么办", "lang": "zh", "expected": ["03-001"], "scope": "legal"},
        {"text": "停电了", "lang": "zh", "expected": [], "scope": "non_legal"},
    ]
    asks.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert run_asks(argparse.Namespace(asks=asks, faults=True, json=out)) == 0
    figures = json.loads(out.read_text("utf-8"))
    assert figures["right_shown"] == figures["non_legal_to_12345"] == 1
    assert figures["wrong_sure"] == figures["silent"] == 0
    assert "wrong_sure" in capsys.readouterr().out
