"""A call log as spreadsheets and cut copies leave it: read, or refused by line and column (B75)."""

import gzip

import pytest

from app.desks.planning.log_reading import BANK_COLUMNS, read_log
from app.desks.planning.refusals import FileRefusedError
from app.desks.planning.traces import read_trace
from app.rehearsal.replay.call_log import read_call_log
from routing.planning.call_log import BrokenRow
from tests.planning.lines import small_line

NAMES = list(BANK_COLUMNS.values())
GOOD = ["1999-03-01 10:00:00", "PS", "0", "3", "20", "AGENT", "60", "阿卜"]
ROW = dict(zip(NAMES, GOOD, strict=True))


def write(rows, delimiter=","):
    return "".join(delimiter.join(row) + "\r\n" for row in [NAMES, *rows])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_what_spreadsheets_save_is_read(tmp_path, delimiter, encoding):
    path = tmp_path / "log.csv"
    path.write_bytes(write([GOOD], delimiter).encode(encoding))
    (call,) = read_log(path).calls
    assert (call.agent, call.talk_s) == ("阿卜", 60.0)
    assert len(read_call_log(path).calls) == 1


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "1e9", "", "6O", "9" * 5_000])
@pytest.mark.parametrize("column", ["q_time", "ser_time", "vru_time"])
def test_b75_what_is_no_length_of_time_is_named(tmp_path, column, value):
    if (column, value) == ("vru_time", "-1"):
        return  # the bank's own log has a few, meant as nothing
    path = tmp_path / "log.csv"
    path.write_text(write([GOOD, list((ROW | {column: value}).values())]), encoding="utf-8")
    log = read_log(path)
    assert len(log.calls) == 1
    assert [(bad.line, bad.column) for bad in log.bad_rows] == [(3, column)]
    assert len(read_call_log(path).bad_rows) == 1


def test_b75_a_cut_last_row_is_named(tmp_path):
    whole = write([GOOD, GOOD]).encode()
    path = tmp_path / "log.csv"
    for length in range(len(write([GOOD]).encode()) + 1, len(whole) - 2):
        path.write_bytes(whole[:length])
        log = read_log(path)
        assert len(log.calls) + len(log.bad_rows) + log.left_out.total() >= 2
        assert log.calls
        read_call_log(path)
    path.write_bytes(whole[:-9])
    assert read_log(path).bad_rows == [BrokenRow(3, "agent", "cut_row")]


def test_b75_a_package_that_is_none_is_named(tmp_path):
    path = tmp_path / "log.csv.gz"
    for data in (
        b"",
        b"plain",
        gzip.compress(write([GOOD]).encode())[:-9],
        b"\x1f\x8b" + b"x" * 99,
    ):
        path.write_bytes(data)
        with pytest.raises(FileRefusedError):
            read_log(path)


@pytest.mark.parametrize("value", ["nan", "inf", "-3", "", "x"])
def test_b75_a_trace_takes_no_figure_that_is_none(tmp_path, value):
    path = tmp_path / "day.csv"
    path.write_text(f"\ufefft,lang,dialect,topic\n{value},zh,,civil\n", encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        read_trace(path, small_line())
    assert "line 2, column " in refused.value.place
