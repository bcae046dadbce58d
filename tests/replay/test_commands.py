"""`hotline replay` as it is typed: what it prints, writes and refuses."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from app.kit.errors import BadInput
from app.rehearsal.replay.commands import register

HEADING = "month,arrival,type,priority,vru_time,q_time,outcome,ser_time,lang,agent"
ROWS = (
    "january,1999-01-04 12:00:00,PS,0,5,0,AGENT,30,he,7",
    "january,1999-01-04 12:00:01,PS,0,5,0,PHANTOM,0,he,22",
    "january,1999-01-04 12:00:02,PS,0,5,zero,AGENT,30,he,7",
    "january,1999-01-04 12:00:20,PE,0,5,0,AGENT,0,en,7",
    "january,1999-01-05 12:00:00,PS,0,5,0,AGENT,30,he,7",
)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    options = parser.parse_args(["replay", *arguments])
    return int(options.run(options))


@pytest.fixture
def calls(tmp_path: Path) -> str:
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([HEADING, *ROWS]) + "\n", encoding="utf-8")
    return str(path)


def test_a_day_is_played_and_nobody_is_lost(
    calls: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    day = ("--from", "1999-01-04", "--until", "1999-01-05")
    assert run(calls, *day, "--seed", "7", "--json", str(out)) == 0
    told = capsys.readouterr()
    assert told.out.startswith("seed: 7\n")
    assert "phantoms skipped: 1" in told.out
    assert "line 4, q_time: unreadable_number (zero)" in told.out
    assert told.out.rstrip().endswith("lost: 0")
    assert "2 of 2 calls" in told.err
    table = json.loads(out.read_text(encoding="utf-8"))
    assert table["lost"] == table["breaches"] == []
    assert (table["calls"], table["phantoms"], table["unmeasured"]) == (2, 1, 1)
    assert table["outcomes"] == {"answered": 2}
    assert table["bad_rows"][0]["line"] == 4


def test_the_same_day_twice_means_that_day(calls: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(calls, "--from", "1999-01-05", "--until", "1999-01-05") == 0
    assert "calls: 1" in capsys.readouterr().out


def test_an_empty_window_is_refused(calls: str) -> None:
    with pytest.raises(BadInput, match="no call within the window"):
        run(calls, "--from", "2001-01-01")


def test_a_missing_folder_is_refused_before_the_run(calls: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        run(calls, "--json", str(tmp_path / "none" / "out.json"))


@pytest.mark.parametrize("wrong", [("--speed", "0"), ("--from", "noon"), ("--clock", "sundial")])
def test_what_cannot_be_meant_is_refused(calls: str, wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        run(calls, *wrong)
