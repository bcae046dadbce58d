"""The figures of `hotline answers evaluate`."""

from dataclasses import replace

import pytest

from knowledge.articles import ArticleId, Wording
from knowledge.baselines import Bm25, TfIdf, split_characters, split_into_syllables
from knowledge.content import read_shipped_articles
from knowledge.evaluate import LabelledQuestion, evaluate, measure_auc
from knowledge.rows import BadRow, parse_question, parse_rows, parse_wording

WORDINGS = [
    Wording(ArticleId("1"), "zh", "", "拖欠工资可以申请劳动仲裁"),
    Wording(ArticleId("2"), "zh", "", "离婚要到民政局登记"),
    Wording(ArticleId("3"), "bo", "", "ཁྲིམས་ཁང་ལ་ཞུ་གཏུག་བྱེད་ཆོག"),
]
SHIPPED = list(read_shipped_articles())
QUESTIONS = [
    LabelledQuestion("工资被拖欠", frozenset({ArticleId("1")})),
    LabelledQuestion("ཞུ་གཏུག་བྱེད", frozenset({ArticleId("3")})),
    LabelledQuestion("公园几点开门", frozenset()),
]


def test_figures_of_ours_and_of_every_baseline() -> None:
    result = evaluate(WORDINGS, QUESTIONS, with_baselines=True)
    assert result.hotline["recall_at_1"] == 1
    assert result.hotline["questions"] == 2
    assert result.hotline["questions_without_answer"] == 1
    assert result.hotline["auc_in_against_out"] == 1
    assert len(result.baselines) == len(result.differences) == 6
    assert result.baselines["bm25_characters"]["recall_at_1"] == 1


def test_no_yardstick_trips_over_signs_or_spelling() -> None:
    texts = ["老闆、拖欠 工資！", "བཀའ་འགྱུར་ལ་གླ་ཆ་", "ABC"]
    assert split_characters("老板，拖欠工资。") == split_characters(texts[0])
    assert split_into_syllables("གླ་ཆ།") == ["གླ", "ཆ", "གླ་ཆ"]
    assert "ཆ" in "".join(split_characters("གླ་ཆ།"))
    for baseline, question in (
        (Bm25(texts, split_into_syllables), "གླ་ཆ"),
        (Bm25(texts, split_characters), "གླཆ"),
        (TfIdf(texts), "གླ་ཆ།"),
    ):
        assert baseline.score(question).argmax() == 1


def test_yardsticks_find_what_is_said_in_other_words() -> None:
    wordings = [w.make_wording(a.id, "zh") for a in SHIPPED if (w := a.texts.get("zh"))]
    questions = [
        LabelledQuestion(wording.alternates[0], frozenset({wording.article_id}))
        for wording in wordings[::4]
        if wording.alternates
    ]
    asked = {question.text for question in questions}
    kept = [
        replace(w, alternates=tuple(a for a in w.alternates if a not in asked)) for w in wordings
    ]
    result = evaluate(kept, questions, with_baselines=True)
    strongest = max(float(each["recall_at_1"] or 0) for each in result.baselines.values())
    assert strongest >= 0.4, "a yardstick that finds little proves nothing"
    assert float(result.hotline["recall_at_1"] or 0) >= strongest - 0.1
    assert 0 < float(result.hotline["recall_at_1_margin"] or 0) < 0.2


def test_nothing_to_measure_is_no_error() -> None:
    assert evaluate([], []).hotline["recall_at_1"] == 0


def test_auc_counts_ties_half() -> None:
    assert measure_auc([1, 1], [1, 0]) == pytest.approx(0.75)
    assert measure_auc([], [1]) is None


def test_b75_bad_rows_are_named_and_the_others_kept() -> None:
    lines = ['{"id": 1, "lang": "zh", "answer": "好"}', "", "{", "[]", '{"id": null, "lang": "zh"}']
    parsed = parse_rows(lines, parse_wording)
    assert [wording.article_id for wording in parsed.items] == ["1"]
    assert parsed.bad_rows == (
        BadRow(3, "", "not_json"),
        BadRow(4, "", "not_an_object"),
        BadRow(5, "id", "missing"),
    )


def test_question_may_expect_one_several_or_nothing() -> None:
    lines = [
        '{"text": "a", "lang": "zh", "expected": 7}',
        '{"text": "b", "lang": "zh", "expected": null}',
        '{"text": "c", "lang": "bo", "expected": ["7", "8"]}',
        '{"text": "", "expected": null}',
    ]
    parsed = parse_rows(lines, parse_question)
    assert [sorted(question.expected) for question in parsed.items] == [["7"], [], ["7", "8"]]
    assert parsed.bad_rows == (BadRow(4, "text", "missing"),)
