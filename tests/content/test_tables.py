"""Topics, divisions and lexicon: complete, well formed, honest about their state."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

CONTENT = Path("knowledge/content")
SEATS = {"general", "lawyer", "notary", "mediator", "legal_aid", "complaint"}
TIBETAN = re.compile(r"[\u0F00-\u0FFF0-9 ]+")
TOPICS = {f"{code:02d}" for code in range(1, 24)} | {"90", "99"}
# Seen in print (STANDARDS §7); the rest of the lexicon is our own draft.
PRINTED = {"热线", "服务", "咨询", "投诉", "建议", "法院", "检察院", "民事", "案件", "消费纠纷",
           "证据", "宪法", "法律", "甘孜州"}  # fmt: skip


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file by the names in its first line."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def test_every_topic_has_a_row_and_articles(articles: list[dict[str, Any]]) -> None:
    rows = read_table(CONTENT / "topics.tsv")
    assert {row["code"] for row in rows} == TOPICS
    assert {article["topic"] for article in articles} == TOPICS
    for row in rows:
        assert row["zh"]
        assert TIBETAN.fullmatch(row["bo"])
        assert row["seat_kind"] in SEATS
        assert row["bo_state"] == "draft"


def test_the_divisions_hold_every_station() -> None:
    rows = read_table(CONTENT / "divisions.tsv")
    assert len(rows) == 18
    assert len({row["code"] for row in rows}) == 18
    assert sum(int(row["townships"]) for row in rows) == 289
    for row in rows:
        assert re.fullmatch(r"5133\d\d", row["code"])
        assert TIBETAN.fullmatch(row["bo"])
        assert set(row["speech"].split(",")) <= {
            "zh", "kham", "amdo", "rgyalrong", "horpa", "minyak", "other",
        }  # fmt: skip


def test_the_lexicon_is_large_unique_and_honest() -> None:
    rows = read_table(CONTENT / "lexicon.tsv")
    assert len(rows) >= 150
    pairs = Counter((row["zh"], row["bo"]) for row in rows)
    assert max(pairs.values()) == 1
    for row in rows:
        assert re.fullmatch(r"[\u4e00-\u9fff]+", row["zh"])
        assert re.fullmatch(r"[\u0F40-\u0FBC་]+", row["bo"])
        assert not row["bo"].endswith("་")
        printed = row["source"] == "STANDARDS §7 print"
        assert printed == (row["zh"] in PRINTED)
        assert printed or row["source"] == "draft"
        assert row["state"] in {"draft", "in_review", "approved"}


def test_the_words_of_the_articles_are_those_of_the_lexicon(
    articles: list[dict[str, Any]],
) -> None:
    written = "\n".join(
        article["bo"]["question"] + article["bo"]["short_answer"] for article in articles
    )
    terms = {row["bo"] for row in read_table(CONTENT / "lexicon.tsv")}
    used = {term for term in terms if term in written}
    assert len(used) / len(terms) > 0.7, sorted(terms - used)


# Everyday words that mean one matter in Tibetan; every other word of the lexicon stands for one.
ONE_MATTER = {
    frozenset(pair)
    for pair in [
        ("案件", "官司"), ("工资", "工钱"), ("婚姻", "结婚"), ("家庭暴力", "家暴"),
        ("债务", "欠钱"), ("借条", "欠条"), ("房子", "房产"), ("诉讼", "打官司"),
        ("电话", "手机"), ("侄子", "孙子"),
    ]
}  # fmt: skip
SPOKEN_TOO = {"工资", "工伤"}
"""Terms with a second, spoken word beside the written one."""


def test_one_term_of_law_has_one_word_and_one_word_one_term() -> None:
    by_word: dict[str, set[str]] = {}
    by_term: dict[str, set[str]] = {}
    for row in read_table(CONTENT / "lexicon.tsv"):
        by_word.setdefault(row["bo"], set()).add(row["zh"])
        by_term.setdefault(row["zh"], set()).add(row["bo"])
    shared = {frozenset(terms) for terms in by_word.values() if len(terms) > 1}
    assert shared <= ONE_MATTER
    assert {term for term, words in by_term.items() if len(words) > 1} <= SPOKEN_TOO


# Words of law that once stood for two terms: where the word stands, the term does too.
TELLING = {
    "行政复议": "复议", "拘留": "拘留", "逮捕": "逮捕|抓", "时效": "时效", "赡养费": "赡养",
    "低保": "低保", "社区矫正": "矫正", "再审": "再审", "复核": "复核|复查",
}  # fmt: skip


def test_a_word_of_law_stands_where_its_term_stands(articles: list[dict[str, Any]]) -> None:
    lexicon = {row["zh"]: row["bo"] for row in read_table(CONTENT / "lexicon.tsv")}
    astray = []
    for article in articles:
        chinese = str(article["zh"])
        words = article["bo"]["question"] + article["bo"]["short_answer"]
        for term, said in TELLING.items():
            bare = lexicon[term].removeprefix("སྲིད་འཛིན་")
            if bare in words and not re.search(said, chinese):
                astray.append((article["id"], term))
    assert astray == []
