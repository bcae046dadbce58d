"""A scenario: callers, seats and habits of a line, as values.

Seconds unless named; hours of day as decimals. `reading` checks and builds it from JSON,
`people` draws its callers.
"""

from dataclasses import dataclass, replace

COMMON, SCARCE = "zh", "bo"
DIALECTS = ("kham", "amdo")
BOTH_DIALECTS = "both"
GENERAL = "general"
Blocks = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """One seat: skills and shifts (hours of day), in the classic and the optimised rota."""

    id: str
    languages: tuple[str, ...]
    dialect: str
    primary: str
    secondary: tuple[str, ...]
    blocks: Blocks
    blocks_optimised: Blocks
    on_call: bool = False
    group: str = ""

    @property
    def is_bilingual(self) -> bool:
        """Whether the seat speaks the scarce language beside the common one."""
        return SCARCE in self.languages and COMMON in self.languages

    @property
    def topics(self) -> frozenset[str]:
        """Every kind of work the seat holds."""
        return frozenset((self.primary, *self.secondary))

    def has_wrong_dialect(self, dialect: str) -> bool:
        """Whether a Tibetan caller of this dialect does not meet it here."""
        return self.dialect not in (dialect, BOTH_DIALECTS)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many call, and when: weights of the 48 half hours and the day's variation."""

    calls_per_day: float
    weights: tuple[float, ...]
    day_cv: float


@dataclass(frozen=True, slots=True)
class Service:
    """Talk times: mean by topic, log-sd, and the factors of second skills and languages."""

    mean_s: dict[str, float]
    sigma: float
    bo_mult: float
    secondary_mult: float
    dialect_mult: float
    wrap_s: float
    triage_s: float
    transfer_wrap_s: float


@dataclass(frozen=True, slots=True)
class CallerPatience:
    """Weibull patience with a mean per language."""

    shape: float
    mean_s: dict[str, float]


@dataclass(frozen=True, slots=True)
class Retry:
    """Calling again after giving up."""

    p: float
    gap_mean_s: float
    max: int


@dataclass(frozen=True, slots=True)
class Rona:
    """Silent seats: the chance per ring, the pick-up time, the time away."""

    p: float
    answer_s: float
    away_mean_s: float
    p_on_call: float
    answer_on_call_s: float


@dataclass(frozen=True, slots=True)
class Faq:
    """Answers without a person."""

    topic_weight: dict[str, float]
    reask_p: float


@dataclass(frozen=True, slots=True)
class CallbackHabits:
    """Call-backs: when offered, how often taken and reached."""

    offer_after_s: float
    accept: float
    dial_s: float
    noans_s: float
    reach1: float
    reach2: float
    retry_s: float
    promise_s: float
    count_within_s: float
    live_first_until: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of it. Topics keep the file's order: draws depend on it."""

    name: str
    seed_base: int
    seats: tuple[SeatSpec, ...]
    topics: tuple[str, ...]
    bo_share: float
    kham_share: float
    topic_mix: dict[str, tuple[float, ...]]
    arrivals: Arrivals
    service: Service
    patience: CallerPatience
    retry: Retry
    topic_acc: float
    lang_acc: float
    rona: Rona
    faq: Faq
    callback: CallbackHabits
    replications: int

    @property
    def front_topic(self) -> str:
        """The topic of the classic front desk."""
        return GENERAL if GENERAL in self.topics else self.topics[0]

    def with_skills(self, count: int) -> "Scenario":
        """The same line, each seat's second skills cut to the first `count`."""
        cut = tuple(replace(seat, secondary=seat.secondary[:count]) for seat in self.seats)
        return replace(self, seats=cut)

    def with_all_skills(self) -> "Scenario":
        """The same people, each speaking everything and holding every topic: a bound."""
        seats = tuple(
            replace(
                seat,
                languages=(COMMON, SCARCE),
                dialect=BOTH_DIALECTS,
                secondary=tuple(t for t in self.topics if t != seat.primary),
            )
            for seat in self.seats
        )
        return replace(self, seats=seats)

    def without_on_call(self) -> "Scenario":
        """The same line without its on-call people."""
        return replace(self, seats=tuple(s for s in self.seats if not s.on_call))

    def with_calls(self, calls_per_day: float) -> "Scenario":
        """The same line at another volume."""
        return self.with_arrivals(replace(self.arrivals, calls_per_day=calls_per_day))

    def with_arrivals(self, arrivals: Arrivals) -> "Scenario":
        """The same line, called otherwise."""
        return replace(self, arrivals=arrivals)
