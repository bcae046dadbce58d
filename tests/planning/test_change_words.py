"""Changes as short texts: read, or refused with the text at fault; asked at the command line."""

import json

import pytest

from app.desks.planning.charts import draw_answer
from app.desks.planning.default_line import default_line
from routing.planning.change_words import parse_change
from routing.planning.what_if import AddSeat, AddSkill, ChangeRefusedError, RemoveSeat, SwitchLever
from tests.planning.test_commands import run


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("seat:general:zh+bo:9-12", AddSeat("general", True, ((9.0, 12.0),))),
        ("on-call:lawyer:zh:8-22.5", AddSeat("lawyer", False, ((8.0, 22.5),), on_call=True)),
        ("skill:agent-3:lawyer", AddSkill("agent-3", "lawyer")),
        ("remove:agent-3", RemoveSeat("agent-3")),
        ("callback:on", SwitchLever("callback", True)),
        ("interpreted:off", SwitchLever("interpreted", False)),
    ],
)
def test_a_change_is_read(text, change):
    assert parse_change(text) == change


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seat:general:zh+bo",
        "seat:general:bo:9-12",
        "seat:general:zh+fr:9-12",
        "seat:general:zh:12-9",
        "seat:general:zh:9-25",
        "seat:general:zh:nine-twelve",
        "skill::lawyer",
        "callback:perhaps",
    ],
)
def test_what_is_no_change_is_refused_with_its_text(text):
    with pytest.raises(ChangeRefusedError) as refused:
        parse_change(text)
    assert refused.value.place == "change"


def test_the_command_answers_with_every_figure_and_its_interval(tmp_path):
    line, answer = tmp_path / "line.json", tmp_path / "answer.json"
    line.write_text(json.dumps(default_line()), encoding="utf-8")
    run(
        "what-if", line, "--change", "remove:office-6", "--change", "callback:off",
        "--has", "interpreted,callback,guard=2", "--replications", 6, "--json", answer,
        "--progress", tmp_path / "progress",
    )  # fmt: skip
    told = json.loads(answer.read_text(encoding="utf-8"))
    chart = draw_answer(told)
    assert [row.key for row in chart.rows] == ["live", "connect", "zh", "bo", "sl15"]
    assert chart.rows[1].gain < 0, "an agent and the call-backs less"
    assert (tmp_path / "progress").read_text(encoding="ascii") == "6 6"
