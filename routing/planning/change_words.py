"""Changes to a line as short texts: what `hotline what-if --change` takes and the page asks for.

seat:KIND:LANGUAGES:FROM-TO      seat:general:zh+bo:9-12
on-call:KIND:LANGUAGES:FROM-TO   on-call:lawyer:zh:8-22
skill:SEAT:KIND                  skill:agent-3:lawyer
remove:SEAT                      remove:agent-3
callback:on|off, interpreted:on|off
"""

from routing.planning.what_if import (
    AddSeat,
    AddSkill,
    Change,
    ChangeRefusedError,
    RemoveSeat,
    SwitchLever,
)
from routing.simulation.scenario import COMMON, SCARCE


def parse_change(text: str) -> Change:
    """One change. Raises ChangeRefusedError with the text at fault."""
    match text.split(":"):
        case ["seat" | "on-call" as what, kind, languages, hours]:
            return _read_seat(text, what == "on-call", kind, languages, hours)
        case ["skill", seat_id, kind] if seat_id and kind:
            return AddSkill(seat_id, kind)
        case ["remove", seat_id] if seat_id:
            return RemoveSeat(seat_id)
        case ["callback" | "interpreted" as lever, "on" | "off" as to]:
            return SwitchLever("callback" if lever == "callback" else "interpreted", to == "on")
    raise ChangeRefusedError("change", "not_a_change", text)


def _read_seat(text: str, on_call: bool, kind: str, languages: str, hours: str) -> AddSeat:
    spoken = set(languages.split("+"))
    if COMMON not in spoken or spoken - {COMMON, SCARCE}:
        raise ChangeRefusedError("change", "unknown_languages", text)
    try:
        start, end = (float(part) for part in hours.split("-"))
    except ValueError:
        raise ChangeRefusedError("change", "not_hours", text) from None
    if not 0.0 <= start < end <= 24.0:
        raise ChangeRefusedError("change", "not_hours_of_a_day", text)
    return AddSeat(kind, SCARCE in spoken, ((start, end),), on_call=on_call)
