"""Reports as plain tables for a terminal."""

from collections.abc import Iterable, Mapping
from typing import TextIO, cast

_COLUMNS = (
    ("connect", "connect"),
    ("ci", "±"),
    ("live", "live"),
    ("stayed", "stayed"),
    ("any_seat", "any"),
    ("zh", "zh"),
    ("bo", "bo"),
    ("gap_pp", "gap"),
    ("sl15", "≤15s"),
    ("sl20", "≤20s"),
    ("asa_s", "asa_s"),
    ("occupancy", "occ"),
    ("persons_reached", "persons"),
)
_TABLES = ("steps", "ablations", "peers", "bounds", "skills", "stress")
Row = Mapping[str, object]


def print_report(report: Mapping[str, object], out: TextIO) -> None:
    """Every table of a simulate or ladder report."""
    days, seed = report["replications"], report["seed"]
    print(f"{report['scenario']}: {days} days, seed {seed}; percent, ± is 95 %", file=out)
    for key in _TABLES:
        if report.get(key):
            print(f"\n{key}", file=out)
            print_rows(cast("Iterable[Row]", report[key]), out)
    for key in ("step_gains", "paired"):
        if report.get(key):
            print(
                f"\n{key}: points of connect (live, who stayed on the line), same callers",
                file=out,
            )
            _print_differences(cast("Iterable[Row]", report[key]), out)
    if "aim" in report:
        last = cast("list[Row]", report["steps"])[-1]
        connect, live = last["connect"], last["live"]
        print(f"\naim {report['aim']}: reached {connect:.2f}, of it live {live:.2f}", file=out)


def print_rows(rows: Iterable[Row], out: TextIO) -> None:
    """One line per entry."""
    print(f"{'':28}" + "".join(f"{title:>9}" for _, title in _COLUMNS), file=out)
    for row in rows:
        values = "".join(f"{cast('float', row[key]):9.2f}" for key, _ in _COLUMNS)
        print(f"{row['name']!s:28}{values}", file=out)


def _print_differences(rows: Iterable[Row], out: TextIO) -> None:
    for row in rows:
        text = f"{row['name']} - {row['minus']}"
        print(
            f"{text:44}{row['connect']:+7.2f} ± {row['ci']:.2f}   "
            f"(live {row['live']:+.2f} ± {row['live_ci']:.2f}, "
            f"stayed {row['stayed']:+.2f} ± {row['stayed_ci']:.2f})",
            file=out,
        )


def print_first_steps(report: Mapping[str, object], out: TextIO) -> None:
    """The steps of a small line by volume, and the advice in words."""
    print(f"{report['scenario']}: {report['replications']} days; percent of asked\n", file=out)
    print(f"{'':44}{'connect':>9}{'±':>7}{'live':>9}{'gap':>8}{'gain':>8}{'±':>7}", file=out)
    for row in cast("Iterable[Row]", report["steps"]):
        values = [cast("float", row[key]) for key in ("connect", "ci", "live", "gap_pp")]
        gain, ci = cast("float", row["gain"]), cast("float", row["gain_ci"])
        connect, half, live, gap = values
        print(
            f"{row['name']!s:44}{connect:9.2f}{half:7.2f}{live:9.2f}{gap:8.2f}"
            f"{gain:+8.2f}{ci:7.2f}",
            file=out,
        )
    print(file=out)
    for words in cast("Iterable[str]", report["advice"]):
        print(words, file=out)
