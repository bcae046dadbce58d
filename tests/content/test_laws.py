"""The law index: numerals, names, and that a wrong citation is seen to be wrong."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.laws import find_law, load_laws, parse_article, resolve
from scripts.build_law_index import (
    REPLACED,
    ByHand,
    collect_wordings,
    format_ranges,
    format_rows,
    read_by_hand,
)

LAWS = Path("knowledge/content/laws.tsv")
SOURCE = Path("../shared/data/statutes.jsonl.gz")
DIGITS = "零一二三四五六七八九"


def spell_numeral(number: int) -> str:
    """Chinese numeral of 1–9999 as statutes write it (十二, 一百零八, 一千零七十七)."""
    text = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += DIGITS[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text.removeprefix("一") if 10 <= number < 20 else text


@given(st.integers(min_value=1, max_value=9999))
def test_every_spelling_of_an_article_number_is_read(number: int) -> None:
    spelt = spell_numeral(number)
    tibetan = "".join(chr(0x0F20 + int(digit)) for digit in str(number))
    for text in (f"第{spelt}条", spelt, str(number), f"第{number}条", f" {number} ", tibetan):
        assert parse_article(text) == number


@pytest.mark.parametrize("text", ["", "第条", "abc", "第一千零七十七条之一", "-1", "1.5"])
def test_what_is_no_article_number_is_not_read(text: str) -> None:
    assert parse_article(text) is None


@pytest.mark.parametrize(
    ("law", "article"),
    [
        ("民法典", "第一千零七十七条"),
        ("中华人民共和国民法典", "1077"),
        ("《中华人民共和国民法典》", "第1260条"),
        ("最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）", "5"),
        ("民法典婚姻家庭编解释(二)", "第十二条"),
        ("行政复议法", "九十"),
    ],
)
def test_full_and_short_names_resolve(law: str, article: str) -> None:
    assert resolve(law, article)


@pytest.mark.parametrize(
    ("law", "article"),
    [
        ("民法典", "第一千二百六十一条"),
        ("民法典", "0"),
        ("民法", "1"),
        ("不存在的法", "1"),
        ("民法典", "第十一款"),
    ],
)
def test_a_wrong_citation_does_not_resolve(law: str, article: str) -> None:
    assert not resolve(law, article)


@pytest.mark.parametrize("law", sorted(REPLACED))
def test_a_replaced_text_does_not_resolve(law: str) -> None:
    assert not resolve(law, "1")


def test_the_newest_wording_counts() -> None:
    law = find_law("行政复议法")
    assert law is not None
    assert law.adopted_on == "2023-09-01"
    assert law.has(90)


def test_the_table_holds_no_statute_text() -> None:
    lines = LAWS.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) < 140
    assert len(load_laws()) >= 60


def test_ranges_are_compact_and_rows_are_marked() -> None:
    assert format_ranges({5, 1, 2, 3}) == "1-3,5"
    rows = format_rows({("甲法", "2001-01-01"): {1, 2}, ("甲法", "2020-01-01"): {1, 2, 3}})
    assert rows[1] == "甲法\t2001-01-01\t1-2\treplaced\t由2020-01-01文本取代"
    assert rows[2] == "甲法\t2020-01-01\t1-3\tcurrent\t"


def test_a_newer_wording_by_hand_replaces_the_one_of_the_source() -> None:
    by_hand = ByHand("甲法", "2026-01-01", (1, 9), (3,), "memory")
    rows = format_rows({("甲法", "2020-01-01"): {1, 2}}, [by_hand])
    assert rows[1] == "甲法\t2020-01-01\t1-2\treplaced\t由2026-01-01文本取代"
    assert rows[2] == "甲法\t2026-01-01\t1,9\tcurrent\t手工列入，凭记忆，待核原文"


def test_what_the_source_lacks_resolves_from_the_list_by_hand() -> None:
    for row in read_by_hand():
        assert all(resolve(row.law, str(article)) for article in row.articles), row.law
    assert resolve("治安管理处罚法", "144")
    assert not resolve("治安管理处罚法", "145")
    assert not resolve("草原防火条例", "17")


def test_a_bad_row_of_the_source_is_named() -> None:
    row = json.dumps({"law": "甲法", "article": "序言", "date": "2020-01-01", "text": ""})
    with pytest.raises(ValueError, match="row 1: 甲法 序言"):
        collect_wordings([row])


@pytest.mark.shared
def test_the_table_is_what_the_script_builds() -> None:
    if not SOURCE.exists():
        pytest.skip("the measuring data is not beside the project's root")
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        rows = format_rows(collect_wordings(lines), read_by_hand())
    assert "\n".join(rows) + "\n" == LAWS.read_text(encoding="utf-8")
