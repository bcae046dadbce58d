"""A scenario: callers, seats and habits of a line, read from JSON and checked.

Refuses a bad file with the path of the field at fault. Seconds unless named; hours of day as
decimals. Never draws anything: `people` does.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from app.planning.checking import Checker, ScenarioRefusedError

COMMON, SCARCE = "zh", "bo"
DIALECTS = ("kham", "amdo")
BOTH_DIALECTS = "both"
GENERAL = "general"
Blocks = tuple[tuple[float, float], ...]

__all__ = ["Scenario", "ScenarioRefusedError", "SeatSpec", "load_scenario", "read_scenario"]


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
class Patience:
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
class Callback:
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
    patience: Patience
    retry: Retry
    topic_acc: float
    lang_acc: float
    rona: Rona
    faq: Faq
    callback: Callback
    replications: int

    @property
    def front_topic(self) -> str:
        """The topic of the classic front desk."""
        return GENERAL if GENERAL in self.topics else self.topics[0]

    def with_skills(self, count: int) -> "Scenario":
        """The same line, each seat's second skills cut to the first `count`."""
        cut = tuple(replace(seat, secondary=seat.secondary[:count]) for seat in self.seats)
        return replace(self, seats=cut)

    def without_on_call(self) -> "Scenario":
        """The same line without its on-call people."""
        return replace(self, seats=tuple(s for s in self.seats if not s.on_call))

    def with_calls(self, calls_per_day: float) -> "Scenario":
        """The same line at another volume."""
        arrivals = replace(self.arrivals, calls_per_day=calls_per_day)
        return replace(self, arrivals=arrivals)


def load_scenario(path: Path) -> Scenario:
    """Read and check a scenario file. Raises ScenarioRefusedError with the field's path."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioRefusedError(str(path), "unreadable", str(error)) from error
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise ScenarioRefusedError(place, "not_json", error.msg) from error
    return read_scenario(raw)


def read_scenario(raw: object) -> Scenario:
    """Check a parsed scenario and return its values. Unknown fields are left alone."""
    top = Checker(raw, "")
    topics = _read_topics(top)
    mix = top.child("lang_mix")
    topic_mix = top.child("topic_mix")
    intake = top.child("intake")
    return Scenario(
        name=top.text("name"),
        seed_base=top.whole("seed_base", least=0),
        seats=_read_seats(top, topics),
        topics=topics,
        bo_share=mix.share("bo"),
        kham_share=mix.share("kham_share_of_bo"),
        topic_mix={lang: topic_mix.weights(lang, len(topics)) for lang in (COMMON, SCARCE)},
        arrivals=_read_arrivals(top.child("arrivals")),
        service=_read_service(top.child("service"), topics),
        patience=_read_patience(top.child("patience")),
        retry=_read_retry(top.child("retry")),
        topic_acc=intake.share("topic_acc"),
        lang_acc=intake.share("lang_acc"),
        rona=_read_rona(top.child("rona")),
        faq=_read_faq(top.child("faq"), topics),
        callback=_read_callback(top.child("callback")),
        replications=top.whole("replications", least=1, default=60),
    )


def _read_topics(top: Checker) -> tuple[str, ...]:
    topics = top.texts("topics")
    if not topics:
        raise ScenarioRefusedError("topics", "empty", "[]")
    if len(set(topics)) != len(topics):
        raise ScenarioRefusedError("topics", "repeated", ", ".join(topics))
    languages = top.texts("languages")
    for language in (COMMON, SCARCE):
        if language not in languages:
            raise ScenarioRefusedError("languages", "missing", language)
    return topics


def _read_seats(top: Checker, topics: tuple[str, ...]) -> tuple[SeatSpec, ...]:
    seats = tuple(_read_seat(each, topics) for each in top.children("seats"))
    seen: set[str] = set()
    for index, seat in enumerate(seats):
        if seat.id in seen:
            raise ScenarioRefusedError(f"seats[{index}].id", "repeated", seat.id)
        seen.add(seat.id)
    return seats


def _read_seat(raw: Checker, topics: tuple[str, ...]) -> SeatSpec:
    languages = raw.texts("langs")
    for index, language in enumerate(languages):
        raw.require(language in (COMMON, SCARCE), f"langs[{index}]", "unknown_language", language)
    raw.require(bool(languages), "langs", "empty", "[]")
    dialect = raw.text("dialect", default="")
    raw.require(dialect in ("", BOTH_DIALECTS, *DIALECTS), "dialect", "unknown_dialect", dialect)
    primary = raw.text("primary")
    raw.require(primary in topics, "primary", "unknown_topic", primary)
    secondary = raw.texts("secondary")
    for index, topic in enumerate(secondary):
        known = topic in topics and topic != primary
        raw.require(known, f"secondary[{index}]", "unknown_or_repeated_topic", topic)
    raw.require(len(set(secondary)) == len(secondary), "secondary", "repeated", str(secondary))
    blocks = raw.blocks("blocks")
    optimised = raw.blocks("blocks_optimised") if raw.has("blocks_optimised") else blocks
    return SeatSpec(
        id=raw.text("id"),
        languages=languages,
        dialect=dialect,
        primary=primary,
        secondary=secondary,
        blocks=blocks,
        blocks_optimised=optimised,
        on_call=raw.flag("on_call"),
        group=raw.text("group", default=""),
    )


def _read_arrivals(raw: Checker) -> Arrivals:
    return Arrivals(
        calls_per_day=raw.number("calls_per_day", least=0.0),
        weights=raw.weights("weights_per_half_hour", 48),
        day_cv=raw.number("day_cv", least=0.0, most=5.0),
    )


def _read_service(raw: Checker, topics: tuple[str, ...]) -> Service:
    return Service(
        mean_s=raw.child("mean_s").numbers(topics, least=0.001),
        sigma=raw.number("sigma", least=0.0, most=5.0),
        bo_mult=raw.number("bo_mult", least=0.01),
        secondary_mult=raw.number("secondary_mult", least=0.01),
        dialect_mult=raw.number("dialect_mult", least=0.01),
        wrap_s=raw.number("wrap_s", least=0.0),
        triage_s=raw.number("triage_s", least=0.0),
        transfer_wrap_s=raw.number("transfer_wrap_s", least=0.0),
    )


def _read_patience(raw: Checker) -> Patience:
    dist = raw.text("dist", default="weibull")
    raw.require(dist == "weibull", "dist", "unknown_distribution", dist)
    means = raw.child("mean_s").numbers((COMMON, SCARCE), least=0.001)
    return Patience(shape=raw.number("shape", least=0.05, most=50.0), mean_s=means)


def _read_retry(raw: Checker) -> Retry:
    most = raw.whole("max", least=0)
    raw.require(most <= 2, "max", "above_2", str(most))
    return Retry(raw.share("p"), raw.number("gap_mean_s", least=0.0), most)


def _read_rona(raw: Checker) -> Rona:
    p, answer_s = raw.share("p"), raw.number("answer_s", least=0.0)
    return Rona(
        p=p,
        answer_s=answer_s,
        away_mean_s=raw.number("away_mean_s", least=0.0),
        p_on_call=raw.share("p_on_call", default=p),
        answer_on_call_s=raw.number("answer_on_call_s", least=0.0, default=answer_s),
    )


def _read_faq(raw: Checker, topics: tuple[str, ...]) -> Faq:
    return Faq(raw.child("topic_weight").numbers(topics, least=0.0), raw.share("reask_p"))


def _read_callback(raw: Checker) -> Callback:
    return Callback(
        offer_after_s=raw.number("offer_after_s", least=0.0),
        accept=raw.share("accept"),
        dial_s=raw.number("dial_s", least=0.0),
        noans_s=raw.number("noans_s", least=0.0),
        reach1=raw.share("reach1"),
        reach2=raw.share("reach2"),
        retry_s=raw.number("retry_s", least=0.0),
        promise_s=raw.number("promise_s", least=1.0),
        count_within_s=raw.number("count_within_s", least=0.0),
        live_first_until=raw.share("live_first_until"),
    )
