"""No text of ours lacks its Chinese or its Tibetan."""

from __future__ import annotations

import pytest

from app.run import cli


def test_the_catalogues_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["catalogues", "check"])
    assert code == 0, capsys.readouterr().out
