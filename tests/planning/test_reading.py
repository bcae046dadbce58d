"""Bad scenarios and traces are refused with the path of the field at fault."""

import csv
import json

import pytest

from app.desks.planning.reading import load_scenario, read_scenario
from app.desks.planning.refusals import FileRefusedError
from app.desks.planning.traces import read_trace
from tests.planning.lines import small_dict, small_line


def spoil(path: str, value: object) -> dict:
    raw = small_dict()
    *parents, last = path.split("/")
    place = raw
    for name in parents:
        place = place[int(name) if name.isdecimal() else name]
    key = int(last) if last.isdecimal() else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ("name", ..., "name", "missing"),
        ("seed_base", "x", "seed_base", "not_a_whole_number_from_0"),
        ("seats", [], "seats", "empty"),
        ("seats/1/primary", "dentist", "seats[1].primary", "unknown_topic"),
        ("seats/1/langs", ["fr"], "seats[1].langs[0]", "unknown_language"),
        ("seats/1/dialect", "lhasa", "seats[1].dialect", "unknown_dialect"),
        ("seats/0/secondary", ["general"], "seats[0].secondary[0]", "unknown_or_repeated_topic"),
        ("seats/1/id", "g-zh-1", "seats[1].id", "repeated"),
        ("seats/0/blocks", [[9, 8]], "seats[0].blocks[0]", "ends_before_it_starts"),
        ("seats/0/blocks", [[9, 12], [11, 13]], "seats[0].blocks[1]", "overlaps_or_out_of_order"),
        ("seats/0/blocks", [[9, 25]], "seats[0].blocks[0][1]", "outside_0_24"),
        ("lang_mix/bo", 1.2, "lang_mix.bo", "outside_0_1"),
        ("topic_mix/zh", [1, 2], "topic_mix.zh", "not_3_numbers"),
        ("topic_mix/zh", [0, 0, 0], "topic_mix.zh", "all_zero"),
        ("arrivals/calls_per_day", -1, "arrivals.calls_per_day", "outside_0_inf"),
        (
            "arrivals/weights_per_half_hour/3",
            "x",
            "arrivals.weights_per_half_hour[3]",
            "not_a_number",
        ),
        ("service/mean_s/lawyer", ..., "service.mean_s.lawyer", "missing"),
        ("service/sigma", float("nan"), "service.sigma", "not_a_number"),
        ("patience/dist", "normal", "patience.dist", "unknown_distribution"),
        ("retry/max", 3, "retry.max", "above_2"),
        ("rona/p", None, "rona.p", "not_a_number"),
        ("callback", 5, "callback", "not_an_object"),
        ("languages", ["zh"], "languages", "missing"),
        ("replications", 0, "replications", "not_a_whole_number_from_1"),
    ],
)
def test_a_bad_field_is_named(path, value, place, reason):
    with pytest.raises(FileRefusedError) as refused:
        read_scenario(spoil(path, value))
    assert (refused.value.place, refused.value.reason) == (place, reason)


def test_unknown_fields_are_left_alone_and_touching_shifts_become_one():
    raw = small_dict()
    raw["remark"] = "kept by whoever wrote it"
    raw["seats"][0]["blocks"] = [[0, 8], [8, 9.5], [10, 11]]
    assert read_scenario(raw).seats[0].blocks == ((0.0, 9.5), (10.0, 11.0))


def test_files_that_are_no_json_are_refused_with_their_place(tmp_path):
    path = tmp_path / "line.json"
    path.write_text("{\n 'name'", encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        load_scenario(path)
    assert refused.value.place == "line 2 column 2"
    with pytest.raises(FileRefusedError):
        load_scenario(tmp_path / "missing.json")
    path.write_text(json.dumps([1]), encoding="utf-8")
    with pytest.raises(FileRefusedError):
        load_scenario(path)


@pytest.mark.parametrize(
    "text", ['{"a": ' + "9" * 5_000 + "}", "[" * 200_000, "\ufeff{}", '{"a": NaN}']
)
def test_b75_an_odd_file_is_refused_in_words(tmp_path, text):
    path = tmp_path / "line.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        load_scenario(path)
    assert refused.value.place


def test_b75_a_figure_beyond_all_measure_is_refused_with_its_place():
    raw = small_dict()
    raw["service"]["wrap_s"] = 10**400
    with pytest.raises(FileRefusedError) as refused:
        read_scenario(raw)
    assert refused.value.place == "service.wrap_s"


def test_a_line_is_read_as_spreadsheets_and_editors_save_it(tmp_path):
    path = tmp_path / "line.json"
    text = json.dumps(small_dict() | {"name": "甘孜"}, ensure_ascii=False)
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("gb18030"), text.encode("utf-16")):
        path.write_bytes(data)
        assert load_scenario(path).name == "甘孜"


def test_a_bad_trace_is_refused_with_line_and_column(tmp_path):
    path = tmp_path / "day.csv"
    row = {"t": "5", "lang": "fr"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(FileRefusedError) as refused:
        read_trace(path, small_line())
    assert refused.value.place == "line 2, column lang"
