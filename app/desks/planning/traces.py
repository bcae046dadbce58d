"""Reading the people of a day from a trace: the file of another simulator's draws."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from app.desks.planning.refusals import FileRefusedError
from routing.simulation.people import SimulatedCaller
from routing.simulation.scenario import COMMON, DIALECTS, SCARCE, Scenario


def read_trace(path: Path, scenario: Scenario) -> tuple[SimulatedCaller, ...]:
    """The people of a day trace (columns of CONTRACT section 6).

    Raises FileRefusedError with the line and column at fault.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_read_row(row, i, scenario) for i, row in enumerate(csv.DictReader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileRefusedError(str(path), "unreadable", str(error)) from error


def _read_row(row: dict[str, str], index: int, scenario: Scenario) -> SimulatedCaller:
    def number(name: str) -> float:
        try:
            value = float(row[name])
        except (KeyError, TypeError, ValueError):
            place = f"line {index + 2}, column {name}"
            raise FileRefusedError(place, "not_a_number", str(row.get(name))) from None
        if not 0.0 <= value < math.inf:
            place = f"line {index + 2}, column {name}"
            raise FileRefusedError(place, "out_of_range", str(row.get(name)))
        return value

    def one_of(name: str, allowed: Sequence[str]) -> str:
        value = row.get(name) or ""
        if value not in allowed:
            raise FileRefusedError(f"line {index + 2}, column {name}", "unknown_value", value)
        return value

    languages = (COMMON, SCARCE)
    return SimulatedCaller(
        number=index,
        t=number("t"),
        lang=one_of("lang", languages),
        dialect=one_of("dialect", ("", *DIALECTS)),
        topic=one_of("topic", scenario.topics),
        heard_lang=one_of("heard_lang", languages),
        heard_topic=one_of("heard_topic", scenario.topics),
        service_s=number("service_s"),
        triage_s=number("triage_s"),
        patience_s=tuple(number(f"pat{k}") for k in range(6)),
        retries=tuple(number(f"retry{k}") == 1 for k in range(2)),
        gaps_s=tuple(number(f"gap{k}") for k in range(2)),
        u_faq=number("u_faq"),
        u_reask=number("u_reask"),
        u_callback=number("u_cb"),
        u_reach=(number("u_reach1"), number("u_reach2")),
        u_rona=tuple(number(f"u_rona{k}") for k in range(5)),
        away=number("u_away"),
    )
