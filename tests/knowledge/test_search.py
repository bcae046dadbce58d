"""Search: finds, explains, takes in and takes out articles without a rebuild."""

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index
from knowledge.search import MatchedField, search

WAGES = Wording(
    ArticleId("wages"), "zh", "老板拖欠工资怎么办？", "可以向劳动监察大队投诉，也可以申请劳动仲裁。"
)
DIVORCE = Wording(
    ArticleId("divorce"), "zh", "怎样离婚？", "双方自愿的到民政局登记；一方不同意的向法院起诉。"
)
WAGES_BO = Wording(ArticleId("wages"), "bo", "གླ་ཆ་མ་སྤྲད་ན་ཅི་བྱ།", "ཁྲིམས་ཁང་ལ་ཞུ་གཏུག་བྱེད་ཆོག")
COURT_BO = Wording(ArticleId("court"), "bo", "མི་དམངས་ཁྲིམས་ཁང་གང་ན་ཡོད།", "རྫོང་ལ་ཡོད།")


def make_index(*wordings: Wording) -> Index:
    index = Index()
    index.publish(wordings)
    return index


def test_hit_names_field_and_terms() -> None:
    found = search(make_index(WAGES, DIVORCE), "被拖欠了工资")
    assert found.hits[0].article_id == "wages"
    assert found.hits[0].reason.field is MatchedField.QUESTION
    assert "拖欠" in "".join(found.hits[0].reason.terms)


def test_b92_question_in_any_writing_finds_the_same_article() -> None:
    index = make_index(WAGES, DIVORCE, WAGES_BO, COURT_BO)
    for text in ("གླ་ཆ་མ་སྤྲད་ན", "གླ༌ཆ༌མ༌སྤྲད༌ན༌", "གླཆམསྤྲདན", "老闆拖欠工資", "工资 གླ་ཆ"):
        assert search(index, text).hits[0].article_id == "wages", text


def test_nothing_fits_is_an_answer() -> None:
    index = make_index(WAGES, DIVORCE)
    assert not search(index, "今天天气很好").something_fits
    assert not search(index, "").hits
    assert not search(Index(), "工资").hits


def test_each_article_appears_once() -> None:
    hits = search(make_index(WAGES, WAGES_BO), "工资 གླ་ཆ").hits
    assert [hit.article_id for hit in hits] == ["wages"]


def test_language_restricts_the_wordings() -> None:
    hits = search(make_index(WAGES, WAGES_BO), "工资 གླ་ཆ", language="bo").hits
    assert [hit.language for hit in hits] == ["bo"]


def test_published_replaces_and_retired_is_gone() -> None:
    index = make_index(DIVORCE)
    index.publish([WAGES])
    index.publish([Wording(ArticleId("wages"), "zh", "交通事故怎么赔？", "找保险公司。")])
    assert len(index) == 2
    assert not search(index, "工资拖欠").something_fits
    assert search(index, "交通事故").hits[0].article_id == "wages"
    assert index.retire(ArticleId("wages"), "zh")
    assert not index.retire(ArticleId("wages"), "zh")
    assert not search(index, "交通事故").hits


def test_many_publications_equal_one() -> None:
    batch = [
        Wording(ArticleId(str(n)), "zh", f"第{n}种借款纠纷", f"内容{n}号，金额{n * 7}元")
        for n in range(80)
    ]
    index = Index()
    for wording in batch:
        index.publish([wording])
    assert len(index) == 80
    assert search(index, "第73种借款").hits[0].article_id == "73"
    assert len(index.shelves) < 5
