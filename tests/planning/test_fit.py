"""What a log says, and the curves it rests on."""

import csv
import json
import random

import pytest

from app.desks.planning.log_reading import BANK_COLUMNS, read_log
from app.desks.planning.reading import load_scenario
from app.desks.planning.refusals import FileRefusedError
from routing.planning.bound import clairvoyant_bound
from routing.planning.call_log import split_days
from routing.planning.fit import fit_log, infer_seats, judge
from routing.planning.forecast import count_band, forecast_day
from routing.planning.rota import plan_rota, shifts_for
from routing.planning.survival import estimate_survival
from routing.simulation.people import draw_day
from tests.planning.lines import small_line
from tests.planning.test_commands import run


def test_kaplan_meier_on_a_known_example():
    """Leave at 1, 3, 3; answered at 2 and 5: S = 4/5, then 4/5 · 1/3."""
    curve = estimate_survival([(1, True), (2, False), (3, True), (3, True), (5, False)])
    assert curve.times_s == (1, 3)
    assert curve.shares == pytest.approx((0.8, 0.8 / 3))
    assert curve.draw(0.1, 1.0) == 1
    assert curve.draw(0.5, 1.0) == 3
    assert curve.draw(0.9, 1.0) == pytest.approx(3 + 14 / 3)


def test_censoring_is_undone():
    chance = random.Random(5)
    waits = []
    for _ in range(20_000):
        patience, offered = chance.expovariate(1 / 170), chance.expovariate(1 / 60)
        waits.append((min(patience, offered), patience < offered))
    assert estimate_survival(waits).mean_s == pytest.approx(170, rel=0.05)


def write_log(path, days=6, seats=3):
    """A made-up day repeated: one queue, three seats, patience 120 s, talk 180 s."""
    chance = random.Random(9)
    names = list(BANK_COLUMNS.values())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        for day in range(1, days + 1):
            for row in simulate_rows(chance, day, seats):
                writer.writerow(dict(zip(names, row, strict=True)))
        writer.writerow(dict(zip(names, ["x", "PS", 0, 0, 0, "PHANTOM", 0, ""], strict=True)))
        writer.writerow(dict(zip(names, ["x", "PS", 0, 0, 0, "AGENT", 5, ""], strict=True)))


def simulate_rows(chance, day, seats):
    free_at = [9 * 3600.0] * seats
    t = 9 * 3600.0
    while (t := t + chance.expovariate(1 / 60)) < 17 * 3600:
        start = max(t, min(free_at))
        patience, talk = chance.expovariate(1 / 120), chance.expovariate(1 / 180)
        hung = start - t > patience
        if not hung:
            free_at[free_at.index(min(free_at))] = start + talk
        clock = (
            f"1999-03-{day:02d} {int(t // 3600):02d}:{int(t % 3600 // 60):02d}:{int(t % 60):02d}"
        )
        wait = patience if hung else start - t
        yield [clock, "PS", 0, 0, wait, "HANG" if hung else "AGENT", 0 if hung else talk, "A"]


def test_a_fit_foretells_days_it_has_not_seen(tmp_path):
    path = tmp_path / "log.csv"
    write_log(path)
    log = read_log(path)
    assert log.left_out == {"phantom": 1, "no_date_and_time": 1}
    first, rest = split_days(log, 0.5)
    fitted = fit_log(first)
    assert fitted.days == 3
    judged = judge(fitted, rest)
    assert abs(judged.abandoned_error) < 6
    seats = infer_seats(next(iter(rest.days().values())), fitted.seat_quantile)
    assert max(seats[20:32]) == 3
    assert seats[5] == 0


def test_the_fitted_scenario_is_a_valid_one(tmp_path, capsys):
    path, out, figures = tmp_path / "log.csv", tmp_path / "line.json", tmp_path / "f.json"
    write_log(path)
    assert run("fit", path, "--out", out, "--json", figures) == 0
    scenario = load_scenario(out)
    assert scenario.arrivals.calls_per_day == pytest.approx(480, rel=0.1)
    assert "wait_error" in json.loads(figures.read_text(encoding="utf-8"))
    assert "judged on 3 other days" in capsys.readouterr().out


def test_a_log_without_the_columns_is_refused(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        read_log(path)
    assert refused.value.reason == "missing_columns"


def test_a_band_of_counts_holds_ninety_percent():
    low, high = count_band(20.0, 0.0)
    assert (low, high) == (13, 28)
    wide = count_band(20.0, 0.4)
    assert wide[0] < low
    assert wide[1] > high
    assert count_band(0.0, 0.0) == (0, 0)


def test_the_forecast_asks_for_more_seats_apart_than_pooled():
    rows = forecast_day(small_line(), 0.95)
    assert len(rows) == 48
    assert rows[20].starts == "10:00"
    assert sum(rows[20].seats.values()) > rows[20].seats_pooled > 0


def test_shifts_keep_their_hours_and_the_day():
    for blocks in shifts_for((3.0, 4.0)):
        assert sum(end - start for start, end in blocks) == 7.0
        assert blocks[0][0] >= 8.0
        assert blocks[-1][1] <= 22.0
        assert 1.0 <= blocks[1][0] - blocks[0][1] <= 2.0
    assert len(shifts_for((7.0,))) == 15


def test_the_rota_keeps_everybodys_hours():
    planned = plan_rota(small_line(), limit_s=10.0)
    for seat in planned.seats:
        hours = sum(end - start for start, end in seat.blocks)
        assert sum(end - start for start, end in seat.blocks_optimised) == hours


def test_nobody_connects_more_than_the_clairvoyant():
    people = draw_day(small_line(), 0)[:80]
    bound = clairvoyant_bound(small_line(), people, optimised_rota=False)
    assert 40.0 < bound <= 100.0
