"""`simulate` and `ladder` at the command line: JSON keys, progress, refusals."""

import argparse
import json

import pytest

from app.desks.planning.commands import register
from app.desks.planning.refusals import FileRefusedError
from routing.simulation.metrics import MAIN_KEYS
from tests.planning.lines import small_dict


@pytest.fixture
def line_path(tmp_path):
    path = tmp_path / "line.json"
    path.write_text(json.dumps(small_dict()), encoding="utf-8")
    return path


def run(*arguments) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers(required=True))
    args = parser.parse_args([str(a) for a in arguments])
    return args.run(args)


def assert_entries(entries, names):
    assert [entry["name"] for entry in entries] == names
    for entry in entries:
        assert all(isinstance(entry[key], float | int) for key in MAIN_KEYS)


def test_simulate_writes_one_entry_per_policy(line_path, tmp_path, capsys):
    out = tmp_path / "out.json"
    policies = ["hotline", "classic", "app-queue-tuned"]
    code = run(
        "simulate", line_path, "--policy", ",".join(policies), "--replications", 2,
        "--levers", "interpreted,faq=0.2", "--rota", "optimised", "--volume", 1.3,
        "--processes", 1, "--json", out,
    )  # fmt: skip
    assert code == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    assert (report["scenario"], report["replications"], report["seed"]) == ("small-line", 2, 0)
    assert_entries(report["steps"], policies)
    assert [row["minus"] for row in report["paired"]] == policies[1:]
    captured = capsys.readouterr()
    assert "day 2 of 2" in captured.err
    assert "hotline" in captured.out


def test_ladder_writes_steps_ablations_skills_and_stress(line_path, tmp_path):
    out = tmp_path / "out.json"
    run(
        "ladder", line_path, "--replications", 1, "--ablate", "--skills", "0,1",
        "--stress", "1,2", "--guard", 2, "--processes", 1, "--json", out,
    )  # fmt: skip
    report = json.loads(out.read_text(encoding="utf-8"))
    steps = ["classic", "known_topic", "pooled", "interpreted", "rota", "callback", "faq"]
    assert_entries(report["steps"], steps)
    assert_entries(report["skills"], ["skills 0", "skills 1"])
    assert_entries(report["stress"], [f"{v}x {step}" for v in (1, 2) for step in steps])
    assert len(report["ablations"]) == 11
    assert len(report["bounds"]) == 2
    pooled, with_levers = report["bounds"]
    assert pooled["connect"] >= report["steps"][2]["connect"]
    assert with_levers["connect"] >= report["steps"][-1]["connect"]


def test_json_to_stdout_is_json_alone(line_path, capsys):
    run("simulate", line_path, "--policy", "hotline", "--replications", 1, "--json", "-")
    assert json.loads(capsys.readouterr().out)["steps"][0]["name"] == "hotline"


@pytest.mark.parametrize(
    "bad",
    [["--policy", "magic"], ["--levers", "luck"], ["--volume", "-1"], ["--replications", "0"]],
)
def test_bad_arguments_are_refused(line_path, bad):
    with pytest.raises(SystemExit) as refused:
        run("simulate", line_path, *bad)
    assert refused.value.code == 2


def test_a_bad_scenario_is_refused(tmp_path):
    with pytest.raises(FileRefusedError):
        run("simulate", tmp_path / "none.json")
