"""Whoever mistypes on the command line reads one line, and no trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.run.cli import main


@pytest.mark.parametrize(
    "words",
    [
        ("answers", "danger", "--sentences"),
        ("answers", "asks", "--asks"),
        ("answers", "evaluate", "--queries", "none.jsonl", "--articles"),
        ("ladder",),
    ],
)
def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    missing = str(tmp_path / "missing.jsonl")
    assert main([*words, missing]) == 2
    complaint = capsys.readouterr().err
    assert "missing.jsonl" in complaint
    assert complaint.count("\n") == 1


def test_what_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "picture.jsonl"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert main(["answers", "danger", "--sentences", str(picture)]) == 2
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("calls", "--rate", "0"),
        ("calls", "--agents", "-3"),
        ("calls", "--seconds", "nan"),
        ("crashes", "--times", "0"),
        ("floods", "--seconds", "soon"),
    ],
)
def test_a_number_that_makes_no_sense_starts_no_bench(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["bench", *words])
    assert stopped.value.code == 2
    assert words[1] in capsys.readouterr().err
