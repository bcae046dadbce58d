"""What the simulated world keeps: a seat's present state, an attempt, a ring.

Plain mutable records of one day; the people and seats they come from never change.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from routing.simulation.people import SimulatedCaller
from routing.simulation.scenario import COMMON, DIALECTS, SCARCE, Blocks, SeatSpec

FOREVER = float("inf")


class Place(Enum):
    """Where an attempt is."""

    WAITING = auto()
    RINGING = auto()
    RESTING = auto()  # between two tries of a call-back
    TALKING = auto()
    GONE = auto()


@dataclass(slots=True, eq=False)
class SeatState:
    """One seat today: on shift or not, busy since, away until (hidden from everybody)."""

    spec: SeatSpec
    position: int
    blocks: Blocks
    languages: frozenset[str] = field(init=False)
    topics: frozenset[str] = field(init=False)
    is_bilingual: bool = field(init=False)
    flexibility: int = field(init=False)
    on_shift: bool = False
    busy: bool = False
    busy_since: float = 0.0
    busy_s: float = 0.0
    idle_since: float = 0.0
    last_end: float = 0.0
    away_until: float = 0.0
    skip_until: float = 0.0

    def __post_init__(self) -> None:
        self.languages = frozenset(self.spec.languages)
        self.topics = self.spec.topics
        self.is_bilingual = self.spec.is_bilingual
        self.flexibility = len(self.topics) * (2 if self.is_bilingual else 1)

    def begin_work(self, now: float) -> None:
        """Start counting busy time."""
        self.busy, self.busy_since = True, now

    def end_work(self, now: float) -> None:
        """Stop counting busy time."""
        if self.busy:
            self.busy = False
            self.busy_s += now - self.busy_since


@dataclass(slots=True, eq=False)
class Call:
    """One attempt: one ask for a seat. A transfer stays in the same attempt."""

    id: int
    person: SimulatedCaller
    attempt: int
    asked_at: float
    lang: str
    dialect: str
    topic: str
    enq: float
    place: Place = Place.WAITING
    transferred: bool = False
    queueing: int = 0
    entry_no: int = 0
    rings: int = 0
    tries: int = 0
    booked_at: float | None = None
    last_booked_at: float | None = None
    turn_at: float = FOREVER
    answered: bool = False
    connected_at: float | None = None
    served_by: SeatState | None = None
    hung_up_at: float | None = None
    missed_by: set[int] = field(default_factory=set)

    @property
    def patience_s(self) -> float:
        """The draw for the present queueing."""
        return self.person.patience_s[min(5, 2 * self.attempt + self.transferred)]

    def know_truth(self) -> None:
        """After triage everything is known."""
        person = self.person
        self.transferred = True
        self.lang, self.dialect, self.topic = person.lang, person.dialect, person.topic


def heard_call(call_id: int, person: SimulatedCaller, attempt: int, now: float, topic: str) -> Call:
    """A new attempt as intake hears it, asking for `topic`."""
    dialect = ""
    if person.heard_lang == SCARCE:
        dialect = person.dialect if person.lang == SCARCE else DIALECTS[0]
    return Call(call_id, person, attempt, now, person.heard_lang, dialect, topic, now)


@dataclass(slots=True, eq=False)
class Ring:
    """One attempt to reach a seat (with an interpreter, or as a call-out)."""

    call: Call
    seat: SeatState
    helper: SeatState | None
    started_at: float
    ends_at: float
    is_silent: bool
    is_callout: bool
    reaches: bool = True
    caller_gone: bool = False
    offer_id: int = 0


def speaks(seat: SeatState, language: str) -> bool:
    """Whether the seat speaks the language."""
    return language in seat.languages


def level_of(seat: SeatState, lang: str, topic: str) -> int:
    """0 home, 1 second skill, 2 Chinese call on a bilingual seat, 3 both (CONTRACT 1.2)."""
    return (topic != seat.spec.primary) + 2 * (lang == COMMON and seat.is_bilingual)


def has_wrong_dialect(seat: SeatState, lang: str, dialect: str) -> bool:
    """Whether a Tibetan call meets another dialect at this seat."""
    return lang == SCARCE and seat.spec.has_wrong_dialect(dialect)
