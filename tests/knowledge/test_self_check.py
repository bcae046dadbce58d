"""What the threshold of "nothing fits" costs, and the weights of the ranking."""

from knowledge.articles import ArticleId, Wording
from knowledge.self_check import THRESHOLDS, measure_thresholds

WORDINGS = [
    Wording(ArticleId("1"), "zh", "拖欠工资怎么办", "劳动仲裁", ("老板拖欠工资", "欠工资怎么办")),
    Wording(ArticleId("2"), "zh", "怎样离婚", "民政局登记", ("离婚怎样办", "要离婚")),
]


def test_figures_at_each_threshold_add_up() -> None:
    rows = measure_thresholds(WORDINGS, 100)
    assert [row.threshold for row in rows] == list(THRESHOLDS)
    for row in rows:
        assert abs(row.right + row.wrong + row.silent - 1) < 1e-9
        assert row.questions == 4
    assert rows[0].right == 1
    assert rows[0].false_alarm <= 0.5


def test_a_higher_threshold_never_shows_more() -> None:
    rows = measure_thresholds(WORDINGS, 100)
    silent = [row.silent for row in rows]
    assert silent == sorted(silent)


def test_nothing_to_ask_gives_no_figures() -> None:
    assert measure_thresholds([], 10) == []
