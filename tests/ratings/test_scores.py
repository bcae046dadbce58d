"""A score is one figure from 1 to 5 in any of the digits that people write, and nothing else."""

from __future__ import annotations

import pytest

from app.hotline.ratings.scores import read_score


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("1", 1),
        (" 5 \n", 5),
        ("༡", 1),
        ("༥།", 5),
        ("３", 3),
        ("2。", 2),
        ("4分", 4),
        ("༤་", 4),
        ("", None),
        ("0", None),
        ("6", None),
        ("༦", None),
        ("12", None),
        ("55", None),
        ("5 months without wages", None),
        ("②", None),
        ("谢谢", None),
    ],
)
def test_a_score_is_read_or_refused(words: str, score: int | None) -> None:
    assert read_score(words) == score
