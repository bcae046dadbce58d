"""R6: greeting and question within 6 seconds, the notice within 8, as they are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.hotline.prompts.lengths import LIMITS, Limit, count_syllables, expect_length
from app.hotline.prompts.placeholders import make_placeholders
from app.hotline.prompts.sound import read_sound
from app.hotline.prompts.speech import Prompts
from app.kit.i18n import Catalogues, Language

CATALOGUES = Catalogues.load()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.code)
def test_r6_the_shipped_texts_are_short_enough(limit: Limit, tmp_path: Path) -> None:
    prompts = Prompts(CATALOGUES, tmp_path, "")
    texts = [prompts.read_text(name, Language(language)) for name, language in limit.parts]
    assert sum(map(expect_length, texts)) <= limit.most_s, texts


def test_r6_the_placeholders_last_as_long_as_speech_would(tmp_path: Path) -> None:
    prompts = Prompts(CATALOGUES, tmp_path, "")
    make_placeholders(prompts)
    for limit in LIMITS:
        heard_s = 0.0
        for name, language in limit.parts:
            path = prompts.find_recording(name, Language(language))
            text = prompts.read_text(name, Language(language))
            heard_s += read_sound(path.read_bytes()).length_s if path else expect_length(text)
        assert heard_s <= limit.most_s


@pytest.mark.parametrize(
    ("text", "syllables"),
    [("您好，12348。", 7), ("བོད་སྐད་ལ་ 1 གནོན།", 5), ("༡ གནོན་ན་", 3), ("", 0)],
)
def test_syllables_are_characters_digits_and_what_tshegs_part(text: str, syllables: int) -> None:
    assert count_syllables(text) == syllables


def test_a_breath_is_counted_between_parts_only() -> None:
    assert expect_length("您好。") == round(2 / 5.18, 2)
    assert expect_length("您好，您好。") == round(4 / 5.18 + 0.2, 2)
