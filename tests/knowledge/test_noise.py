"""Spoiled Tibetan is still found; the full measure is `hotline answers noise`."""

import json
import random
from pathlib import Path

import pytest

from knowledge.bench import make_wordings, make_writers
from knowledge.noise import SPOILERS, measure_noise, swap_digits

SHARED = Path(__file__).resolve().parents[3] / "shared/data/bo_zh_sentences_dev.jsonl"


def test_digits_swap_both_ways() -> None:
    assert swap_digits("༡2 a", random.Random(1)) == "1༢ a"


def test_spoiled_sentences_are_found_first() -> None:
    wordings = make_wordings(60, make_writers(random.Random(2)))
    sentences = [wording.answer[:120] for wording in wordings if wording.language == "bo"]
    figures = measure_noise(sentences, seed=1)
    assert set(figures) == set(SPOILERS)
    assert min(figures.values()) >= 0.95


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="measuring data is not beside the project")
def test_targets_on_the_development_sentences() -> None:
    rows = [json.loads(line) for line in SHARED.open(encoding="utf-8")][:200]
    figures = measure_noise([row["bo"] for row in rows], seed=1)
    assert min(figures.values()) >= 0.98
