"""Which topic code wants which kind of seat: one table, the default of the editable one.

Codes of STANDARDS section 5 (ours, to be mapped to GB/T 39666). Names of topics are the
shell's; here only code and seat.
"""

from collections.abc import Mapping

from routing.settings import SettingProblem

DEFAULT_TOPIC_SEATS: Mapping[str, str] = {
    "01": "lawyer",
    "02": "notary",
    "03": "lawyer",
    "04": "lawyer",
    "05": "lawyer",
    "06": "lawyer",
    "07": "lawyer",
    "08": "lawyer",
    "09": "mediator",
    "10": "general",
    "11": "lawyer",
    "12": "lawyer",
    "13": "lawyer",
    "14": "legal_aid",
    "15": "notary",
    "16": "general",
    "17": "mediator",
    "18": "lawyer",
    "19": "general",
    "20": "complaint",
    "21": "general",
    "22": "lawyer",
    "23": "general",
    "90": "general",
    "99": "general",
}


def seat_for_topic(table: Mapping[str, str], topic: str | None, default_seat: str) -> str:
    """The kind of seat for a topic code; an unknown or missing code goes to the default."""
    if topic is None:
        return default_seat
    return table.get(topic, default_seat)


def check_topic_seats(table: Mapping[str, str], seats: tuple[str, ...]) -> list[SettingProblem]:
    """Codes that lead to no kind of seat, and standard codes without a row (B13)."""
    problems = [
        SettingProblem(f"topics.{code}", "unknown_seat", seat)
        for code, seat in table.items()
        if seat not in seats
    ]
    missing = [code for code in DEFAULT_TOPIC_SEATS if code not in table]
    return problems + [SettingProblem(f"topics.{code}", "missing", "") for code in missing]
