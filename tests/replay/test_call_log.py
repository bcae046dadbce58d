"""Reading a log: what is odd is kept, what is bad is set aside with its number (B75)."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.kit.errors import BadInput
from app.rehearsal.replay.call_log import Ending, parse_call_log, read_call_log
from routing.planning.call_log import BrokenRow

HEADING = "month,arrival,type,priority,vru_time,q_time,outcome,ser_time,lang,agent"
GOOD = "january,1999-01-04 09:00:00,PS,2,6,140,HANG,0,he,22"


def parse(*rows: str) -> tuple[list[int], list[BrokenRow]]:
    log = parse_call_log([HEADING, *rows])
    return [call.number for call in log.calls], log.bad_rows


def test_b75_a_bad_row_is_named_and_the_rest_goes_on() -> None:
    numbers, bad = parse(
        GOOD,
        GOOD.replace("1999-01-04", "yesterday"),
        GOOD.replace("140", "long"),
        GOOD.replace("HANG", "GONE"),
        "january,1999-01-04",
        GOOD.replace("140", "-3"),
        GOOD,
    )
    assert numbers == [2, 8]
    assert [row.line for row in bad] == [3, 4, 5, 6, 7]
    assert [(row.column, row.reason) for row in bad] == [
        ("arrival", "no_date_and_time"),
        ("q_time", "unreadable_number"),
        ("outcome", "unknown_outcome"),
        ("type", "cut_row"),
        ("q_time", "no_length_of_time"),
    ]


def test_a_negative_announcement_counts_as_none() -> None:
    log = parse_call_log([HEADING, GOOD.replace(",6,", ",-49,")])
    assert log.calls[0].announced_s == 0


def test_phantoms_are_read_and_marked() -> None:
    log = parse_call_log([HEADING, GOOD.replace("HANG", "PHANTOM")])
    assert log.calls[0].ending is Ending.PHANTOM


def test_a_missing_column_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="q_time"):
        parse_call_log(["arrival,type,vru_time,outcome,ser_time"])


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(BadInput, match="missing_columns"):
        parse_call_log([])


def test_packed_and_plain_files_read_alike(tmp_path: Path) -> None:
    text = f"\ufeff{HEADING}\r\n{GOOD}\r\n".encode()
    (tmp_path / "plain.csv").write_bytes(text)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(text))
    plain = read_call_log(tmp_path / "plain.csv")
    assert plain == read_call_log(tmp_path / "packed.csv.gz")
    assert len(plain.calls) == 1


def test_no_such_file_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unreadable"):
        read_call_log(tmp_path / "none.csv")


def test_a_broken_package_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(HEADING.encode())[:-9])
    with pytest.raises(BadInput, match="unreadable"):
        read_call_log(tmp_path / "cut.csv.gz")
