"""`hotline answers danger`: what it writes for programs, what it says of rows it cannot take."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from app.hotline.answers.danger_commands import run_danger

ROWS = (
    {"text": "老公喝了酒就打我", "lang": "zh", "danger": "violence_home"},
    {"text": "打官司要多少钱", "lang": "zh", "danger": None},
    {"text": "ཁྲིམས་རྩོད་པ་འཚོལ་ན་དངུལ་ག་ཚོད", "lang": "bo", "danger": None},
)


def measure(tmp_path: Path, lines: list[str]) -> tuple[int, dict[str, object]]:
    sentences, out = tmp_path / "some.jsonl", tmp_path / "out.json"
    sentences.write_text("\n".join(lines), encoding="utf-8")
    code = run_danger(argparse.Namespace(sentences=sentences, json=out))
    told: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return code, told


def test_figures_are_written_for_programs(tmp_path: Path) -> None:
    code, told = measure(tmp_path, [json.dumps(row, ensure_ascii=False) for row in ROWS])
    assert code == 0
    assert set(told) == {"recall", "false_alarms", "by_kind", "by_lang", "missed", "alarmed"}
    assert (told["recall"], told["false_alarms"], told["missed"], told["alarmed"]) == (1, 0, [], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "", "lang": "zh", "danger": null}', "text empty"),
        ('{"text": "在", "lang": "en", "danger": null}', "lang unknown_language"),
        ('{"text": "在", "lang": "zh", "danger": "war"}', "danger unknown_kind"),
        ('{"text": "在", "lang": "zh"}', "danger missing"),
        ("{", "json"),
    ],
)
def test_a_bad_row_is_named_with_its_place_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    code, told = measure(tmp_path, [json.dumps(ROWS[0], ensure_ascii=False), line])
    assert code == 1
    assert told["recall"] == 1
    complaint = capsys.readouterr().err
    assert ":2:" in complaint
    assert said in complaint
