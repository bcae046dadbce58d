"""The shipped articles: their form, that their law exists, that they say nothing they must not."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from app.hotline.answers.book import read_lexicon
from knowledge.laws import resolve
from knowledge.parity import find_differences
from knowledge.proofreading import proofread

Article = dict[str, Any]
ARTICLES = Path("knowledge/content/articles")
ARTICLE_KEYS = [
    "id", "topic", "audience", "owner_unit", "valid_from", "valid_to", "review_on", "legal_basis",
    "zh", "bo",
]  # fmt: skip
ZH_KEYS = [
    "question", "alternates", "short_answer", "full_answer", "steps", "papers", "where",
    "state", "reviewer", "reviewed_on",
]  # fmt: skip
BO_KEYS = ["question", "alternates", "short_answer", "state", "reviewer", "reviewed_on"]
STATES = {"draft", "in_review", "approved", "retired"}
AUDIENCES = {
    "未成年人", "妇女", "老年人", "残疾人", "农民工", "退役军人", "家暴受害人",
}  # fmt: skip
KNOWN_NUMBERS = {"12338", "12345", "12348", "12356", "96110", "110", "119", "120", "122"}
# Sums that stand in the cited statute itself, by article id.
STATUTORY_SUMS = {"01-006", "06-006", "10-001", "10-006", "10-008"}
TIBETAN_ONLY = re.compile(r"[\u0F00-\u0FFF0-9 ]+")
SPAM = re.compile(r"游戏平台|博彩|赌场|彩票|ICP|https?:|www\.|\{\{|分享到朋友圈", re.IGNORECASE)
# Where the plans and the demand of other lines put the weight: at least so many articles each.
LEAST = {"01": 12, "03": 15, "04": 8, "09": 8, "13": 8, "14": 6, "05": 6, "06": 6, "07": 6}


def texts_of(article: Article) -> list[str]:
    """Every string of an article that a person may read."""
    zh, bo = article["zh"], article["bo"]
    return [
        zh["question"], *zh["alternates"], zh["short_answer"], zh["full_answer"], *zh["steps"],
        *zh["papers"], zh["where"], bo["question"], *bo["alternates"], bo["short_answer"],
        article["owner_unit"],
    ]  # fmt: skip


def test_every_article_has_all_fields_in_order(articles: list[Article]) -> None:
    for article in articles:
        assert list(article) == ARTICLE_KEYS, article["id"]
        assert list(article["zh"]) == ZH_KEYS, article["id"]
        assert list(article["bo"]) == BO_KEYS, article["id"]
        assert set(article["audience"]) <= AUDIENCES, article["id"]


def test_ids_are_unique_and_tell_the_topic_and_file(articles: list[Article]) -> None:
    assert len({article["id"] for article in articles}) == len(articles)
    for path in ARTICLES.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            assert re.fullmatch(rf"{path.stem}-\d{{3}}", article["id"])
            assert article["topic"] == path.stem


def test_no_question_is_asked_twice(articles: list[Article]) -> None:
    for language in ("zh", "bo"):
        asked = Counter(article[language]["question"] for article in articles)
        assert [question for question, times in asked.items() if times > 1] == []


def test_lengths_fit_reading_aloud_and_texting(articles: list[Article]) -> None:
    for article in articles:
        zh, bo = article["zh"], article["bo"]
        assert 5 <= len(zh["question"]) <= 45, article["id"]
        assert 20 <= len(zh["short_answer"]) <= 120, article["id"]
        assert len(zh["full_answer"]) > len(zh["short_answer"]), article["id"]
        assert 3 <= len(zh["alternates"]) <= 8, article["id"]
        assert len({zh["question"], *zh["alternates"]}) == len(zh["alternates"]) + 1, article["id"]
        assert zh["steps"], article["id"]
        assert zh["papers"], article["id"]
        assert zh["where"], article["id"]
        assert 10 <= len(bo["question"]) <= 160, article["id"]
        assert 30 <= len(bo["short_answer"]) <= 450, article["id"]


def test_every_language_is_an_honest_draft_or_names_its_reviewer(articles: list[Article]) -> None:
    for article in articles:
        for text in (article["zh"], article["bo"]):
            assert text["state"] in STATES
            if text["state"] == "approved":
                assert text["reviewer"], article["id"]
                assert text["reviewed_on"], article["id"]
            else:
                assert text["reviewed_on"] is None, article["id"]


def test_dates_are_dates_and_in_order(articles: list[Article]) -> None:
    for article in articles:
        valid_from = date.fromisoformat(article["valid_from"])
        assert valid_from < date.fromisoformat(article["review_on"]), article["id"]
        assert article["valid_to"] is None or date.fromisoformat(article["valid_to"]) > valid_from


def test_every_cited_article_of_law_exists(articles: list[Article]) -> None:
    for article in articles:
        assert article["legal_basis"], article["id"]
        for cited in article["legal_basis"]:
            assert list(cited) == ["law", "article"]
            assert resolve(cited["law"], cited["article"]), (article["id"], cited)
            assert not resolve(cited["law"], "第九千条")


def test_tibetan_is_tibetan_script_only(articles: list[Article]) -> None:
    for article in articles:
        bo = article["bo"]
        for text in (bo["question"], *bo["alternates"], bo["short_answer"]):
            assert TIBETAN_ONLY.fullmatch(text), (article["id"], text)
            assert "་" in text


def test_no_telephone_number_that_was_not_given(articles: list[Article]) -> None:
    for article in articles:
        for text in texts_of(article):
            # Longer runs of digits are telephone numbers or years; three digits only after 打/拨.
            for number in re.findall(r"(?<!\d)\d{5,}(?!\d)", text):
                assert number in KNOWN_NUMBERS, (article["id"], number)
            for number in re.findall(r"[打拨](\d{3,})", text):
                assert number in KNOWN_NUMBERS, (article["id"], number)
            assert not re.search(r"\d{3,4}-\d{6,8}", text), article["id"]


def test_no_prices(articles: list[Article]) -> None:
    for article in articles:
        if article["id"] not in STATUTORY_SUMS:
            for text in texts_of(article):
                assert not re.search(r"[0-9一二三四五六七八九十百千万]元|སྒོར་", text), (
                    article["id"],
                    text,
                )


def test_nothing_of_the_degraded_seeds_came_in(articles: list[Article]) -> None:
    for article in articles:
        for text in texts_of(article):
            assert not SPAM.search(text), (article["id"], text)
            assert not re.search(r"[暑狻钊傧喙鸾貢貴陽務點]", text), (article["id"], text)


def test_the_weight_follows_the_demand(articles: list[Article]) -> None:
    count = Counter(article["topic"] for article in articles)
    print("\n" + "\n".join(f"{topic}\t{number}" for topic, number in sorted(count.items())))
    assert {topic: count[topic] for topic in LEAST if count[topic] < LEAST[topic]} == {}


def test_nothing_that_a_reader_stumbles_over(articles: list[Article]) -> None:
    faults = [
        (article["id"], fault)
        for article in articles
        for language in ("zh", "bo")
        for text in list_texts(article[language])
        for fault in proofread(text, language)
    ]
    assert faults == []


def list_texts(wording: dict[str, Any]) -> list[str]:
    """Every text of one language of an article."""
    values = [value for value in wording.values() if isinstance(value, str | list)]
    return [text for value in values for text in ([value] if isinstance(value, str) else value)]


# Answers whose short forms may differ, each with its reason.
DIFFER: dict[str, str] = {}


def test_both_languages_name_the_same_numbers_papers_and_offices(articles: list[Article]) -> None:
    pairs = read_lexicon().pairs
    differences = {
        article["id"]: found
        for article in articles
        if article["id"] not in DIFFER
        and (
            found := find_differences(
                article["zh"]["short_answer"], article["bo"]["short_answer"], pairs
            )
        )
    }
    assert differences == {}
