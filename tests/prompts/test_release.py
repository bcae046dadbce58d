"""`hotline release-check` refuses a line with gaps; `hotline prompts import` fills them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kit.settings import read_settings
from app.kit.storage.engine import make_engine
from app.kit.storage.migrating import migrate
from app.run import cli
from tests.prompts.sounds import make_wav


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    engine = make_engine(read_settings().database_url, durable=False)
    migrate(engine)
    engine.dispose()
    return tmp_path


def test_b91_a_line_with_a_gap_is_not_released(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["release-check"]) == 1
    told = capsys.readouterr().out
    assert "prompt greeting in bo: missing" in told
    assert "prompt greeting in zh" not in told, "the carrier speaks Chinese"
    assert told.endswith("not fit for release\n")


def test_good_files_are_taken_in_and_a_bad_one_is_named(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "from the studio"
    folder.mkdir()
    (folder / "goodbye.wav").write_bytes(make_wav(1.5))
    (folder / "notice.wav").write_bytes(make_wav(9))
    (folder / "unknown.wav").write_bytes(make_wav(1))
    assert cli.main(["prompts", "import", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "goodbye.wav: 1.5 s" in told
    assert "notice.wav: refused: over_the_limit" in told
    assert "unknown.wav: refused: not_found" in told
    assert (data_dir / "prompts" / "bo" / "goodbye.wav").exists()
    cli.main(["prompts", "list"])
    assert "bo recorded      1.5 s  goodbye" in capsys.readouterr().out
