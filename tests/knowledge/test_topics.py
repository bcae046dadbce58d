"""The topic tag: evidence, confidence, a model kept in a file, figures."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.rows import BadRow, parse_rows
from knowledge.topic_training import (
    LabelledText,
    TooFewLabels,
    evaluate_topics,
    parse_labelled_text,
    score_labels,
    train_topics,
)
from knowledge.topics import load_topics, save_topics

SAMPLES = [
    *(LabelledText(t, "labour") for t in ("老板拖欠工资", "工资没有发", "加班费不给", "གླ་ཆ་མ་སྤྲད")),
    *(LabelledText(t, "family") for t in ("怎么离婚", "离婚后孩子归谁", "抚养费多少", "ཁ་བྲལ་འདོད")),
    *(LabelledText(t, "traffic") for t in ("被车撞了", "交通事故赔偿", "车祸谁负责")),
]


@pytest.mark.parametrize(
    ("text", "label", "word"),
    [
        ("他欠我工资", "labour", "工资"),
        ("我想离婚", "family", "离婚"),
        ("གླ་ཆ་བཅངས།", "labour", "གླ་ཆ"),
    ],
)
def test_tag_carries_confidence_and_evidence(text: str, label: str, word: str) -> None:
    tag = train_topics(SAMPLES).tag(text)[0]
    assert tag.label == label
    assert word in tag.evidence
    assert 0 < tag.confidence < 1


def test_unknown_words_have_no_topic() -> None:
    assert train_topics(SAMPLES).tag("xyz") == []
    assert train_topics(SAMPLES).tag("") == []


def test_kept_model_tags_the_same(tmp_path: Path) -> None:
    model = train_topics(SAMPLES)
    save_topics(model, tmp_path / "topics.npz")
    assert load_topics(tmp_path / "topics.npz").tag("工资") == model.tag("工资")


def test_a_model_of_an_older_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.npz"
    save_topics(train_topics(SAMPLES), path)
    with np.load(path) as arrays:
        older = {name: arrays[name] for name in arrays if name != "format"}
    np.savez(path, **older)
    with pytest.raises(ValueError, match="format"):
        load_topics(path)


def test_two_labels_are_enough_and_one_is_not() -> None:
    assert train_topics(SAMPLES[:8]).tag("工资")[0].label == "labour"
    with pytest.raises(TooFewLabels):
        train_topics(SAMPLES[:4])


def test_figures_beside_plain_methods() -> None:
    figures = evaluate_topics(SAMPLES, SAMPLES)
    assert set(figures) == {"hotline", "tfidf_svm", "tfidf_svm_balanced"}
    assert figures["hotline"].accuracy == 1


def test_macro_f1_weighs_labels_alike() -> None:
    figures = score_labels(["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert figures.accuracy == 0.75
    assert figures.macro_f1 == pytest.approx((6 / 7) / 2)
    assert figures.per_class["b"]["recall"] == 0


def test_b75_rows_without_label_are_named() -> None:
    parsed = parse_rows(['{"text": "a", "label": 3}', '{"text": "a"}'], parse_labelled_text)
    assert parsed.items == (LabelledText("a", "3"),)
    assert parsed.bad_rows == (BadRow(2, "label", "missing"),)


def test_labels_may_look_like_numbers() -> None:
    samples = [LabelledText("工资", "03"), LabelledText("草场", "09"), LabelledText("离婚", "01")]
    assert train_topics(samples).tag("草场边界")[0].label == "09"
