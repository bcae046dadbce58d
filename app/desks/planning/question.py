"""The supervisors' question: the fields of the form, checked, as changes to the line. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.kit.i18n import N_
from routing.simulation.scenario import COMMON, SCARCE

MOST_ON_CALL = 4
FAULTS: Mapping[str, str] = {
    "nothing_asked": N_("Choose at least one change, then ask."),
    "hours": N_("The seat must begin before it ends: choose other hours."),
    "person": N_("This person is not on the line any more: choose another."),
    "kind": N_("The line does not know this kind of work: choose another."),
    "on_call": N_("At most four more people on call can be asked about at once."),
}
"""What to do about each fault of a question."""


@dataclass(frozen=True, slots=True)
class PlanningQuestion:
    """What a supervisor wants to know. Hours are whole hours of the day.

    `callback` and `interpreted` are "on", "off" or "" (as it is); `skilled` are seat ids.
    """

    adds_seat: bool = False
    seat_kind: str = "general"
    seat_languages: str = f"{COMMON}+{SCARCE}"
    seat_from: int = 9
    seat_to: int = 12
    on_call: int = 0
    on_call_kind: str = "lawyer"
    on_call_languages: str = f"{COMMON}+{SCARCE}"
    callback: str = ""
    interpreted: str = ""
    skilled: tuple[str, ...] = ()
    skill_kind: str = "lawyer"

    def find_fault(self, seat_ids: Collection[str], kinds: Collection[str]) -> str | None:
        """Code of the first thing that cannot be asked so, or None."""
        if not self.changes:
            return "nothing_asked"
        if self.adds_seat and not 0 <= self.seat_from < self.seat_to <= 24:
            return "hours"
        if not 0 <= self.on_call <= MOST_ON_CALL:
            return "on_call"
        if not set(self.skilled) <= set(seat_ids):
            return "person"
        asked = {self.seat_kind, self.on_call_kind, self.skill_kind}
        return None if asked <= set(kinds) else "kind"

    @property
    def changes(self) -> list[str]:
        """The question as texts for `hotline what-if --change`."""
        found: list[str] = []
        if self.adds_seat:
            hours = f"{self.seat_from}-{self.seat_to}"
            found.append(f"seat:{self.seat_kind}:{self.seat_languages}:{hours}")
        one = f"on-call:{self.on_call_kind}:{self.on_call_languages}:8-22"
        found += [one] * min(self.on_call, MOST_ON_CALL + 1)
        found += [f"skill:{seat}:{self.skill_kind}" for seat in self.skilled if seat]
        for lever, to in (("callback", self.callback), ("interpreted", self.interpreted)):
            if to in ("on", "off"):
                found.append(f"{lever}:{to}")
        return found
