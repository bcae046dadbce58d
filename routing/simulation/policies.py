"""The peers' rules and ours as named policies for the plain desk (CONTRACT section 2).

Each is a small value: ring time, place after a transfer, who may take whom and in which
order. Written plainly, apart from `routing/`, which is what the name `hotline` runs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from routing.simulation.calls import Call, SeatState, has_wrong_dialect, level_of
from routing.simulation.scenario import SCARCE
from routing.simulation.world import Habits

HEAD_START_S = 60.0
YIELD_S = 1_000_000.0
TIER_OF_LEVEL = (0, 1, 2, 2)
SeatKey = tuple[float, ...]
CallKey = tuple[float, ...]


class Floor(Protocol):
    """What a policy may look at: the time, and the idle eligible seats of a call."""

    @property
    def now(self) -> float:
        """Seconds from midnight."""

    def idle_fits(self, call: Call) -> list[SeatState]:
        """Idle seats that speak the asked language and hold the asked topic."""

    def idle_seats(self) -> Iterable[SeatState]:
        """Every idle seat."""

    def yields(self, call: Call) -> bool:
        """Whether a booked call-back still gives way to live callers."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One way of connecting calls and seats. Smallest keys win; ties as CONTRACT 1.5."""

    habits: Habits
    seat_key: Callable[[Floor, Call, SeatState], SeatKey]
    call_key: Callable[[Floor, Call], CallKey]
    allows: Callable[[Floor, Call, SeatState], bool]
    skip_until: Callable[[float, float], float | None]
    look_after_s: tuple[float, ...] = ()
    poll_s: float | None = None
    polls_across_queues: bool = False
    interprets: bool = False
    spares_the_line: bool = False


def tier_of(seat: SeatState, call: Call) -> int:
    """Levels 2 and 3 share the last tier."""
    return TIER_OF_LEVEL[level_of(seat, call.lang, call.topic)]


# seat keys


def longest_idle(_floor: Floor, _call: Call, seat: SeatState) -> SeatKey:
    """Whoever has been idle longest."""
    return (seat.idle_since,)


def by_penalty(_floor: Floor, call: Call, seat: SeatState) -> SeatKey:
    """Lowest penalty, then the longest since its last talk."""
    return (level_of(seat, call.lang, call.topic), seat.last_end)


def by_tier(_floor: Floor, call: Call, seat: SeatState) -> SeatKey:
    """Lowest tier, then longest idle."""
    return (tier_of(seat, call), seat.idle_since)


def least_flexible(_floor: Floor, call: Call, seat: SeatState) -> SeatKey:
    """Our tuple, written a second time only to check the engine against it.

    Who missed this call before comes after the others (B14); the reference has no such part.
    """
    level = level_of(seat, call.lang, call.topic)
    wrong = has_wrong_dialect(seat, call.lang, call.dialect)
    return (seat.position in call.missed_by, level, wrong, seat.flexibility, seat.idle_since)


# call keys


def oldest(_floor: Floor, call: Call) -> CallKey:
    """Longest waiting."""
    return (call.enq,)


def effective_start(floor: Floor, call: Call) -> CallKey:
    """Place minus the head start; a young call-back yields."""
    head_start = HEAD_START_S if call.lang == SCARCE else 0.0
    return (call.enq - head_start + (YIELD_S if floor.yields(call) else 0.0),)


def step_then_oldest(step_of: Callable[[Floor, Call], int]) -> Callable[[Floor, Call], CallKey]:
    """The highest step first, then the oldest."""
    return lambda floor, call: (-step_of(floor, call), call.enq)


# who is allowed


def only_home(_floor: Floor, call: Call, seat: SeatState) -> bool:
    """Only a seat for which the call is home ground."""
    return level_of(seat, call.lang, call.topic) == 0


def anyone(_floor: Floor, _call: Call, _seat: SeatState) -> bool:
    """Every eligible seat."""
    return True


def after_tier_wait(floor: Floor, call: Call, seat: SeatState) -> bool:
    """Tier j once 30 x j seconds were waited."""
    return floor.now - call.enq >= 30.0 * tier_of(seat, call)


def time_step(floor: Floor, call: Call) -> int:
    """Step 0 below 30 s of waiting, 1 below 60 s, then 2."""
    waited_s = floor.now - call.enq
    return 0 if waited_s < 30.0 else 1 if waited_s < 60.0 else 2


def skipping_step(floor: Floor, call: Call) -> int:
    """The time step, but steps that no idle seat could serve are skipped."""
    by_time = time_step(floor, call)
    if by_time == 2:
        return 2
    tiers = {tier_of(seat, call) for seat in floor.idle_fits(call)}
    if 0 in tiers:
        return by_time
    return max(1, by_time) if 1 in tiers else 2


def within_step(
    step_of: Callable[[Floor, Call], int],
) -> Callable[[Floor, Call, SeatState], bool]:
    """Tiers up to the call's step."""
    return lambda floor, call, seat: tier_of(seat, call) <= step_of(floor, call)


# reactions to a silent seat


def no_reaction(_now: float, _away_until: float) -> float | None:
    """Free at once."""
    return None


def skip_for(seconds: float, after_return: bool) -> Callable[[float, float], float | None]:
    """Not ready for a while, from now or from when the person is back."""
    if after_return:
        return lambda now, away_until: max(now, away_until) + seconds
    return lambda now, _away_until: now + seconds


def _make_taskrouter(step_of: Callable[[Floor, Call], int]) -> Policy:
    return Policy(
        Habits(ring_s=15.0, keeps_place=False),
        longest_idle,
        step_then_oldest(step_of),
        within_step(step_of),
        skip_for(30.0, after_return=True),
        look_after_s=(30.0, 60.0),
    )


def _make_divided(asks_front_desk: bool) -> Policy:
    habits = Habits(20.0, False, primary_only=True, asks_front_desk=asks_front_desk)
    return Policy(habits, longest_idle, oldest, only_home, no_reaction)


PLAIN_POLICIES: dict[str, Policy] = {
    "classic": _make_divided(asks_front_desk=True),
    "silo": _make_divided(asks_front_desk=False),
    "app-queue": Policy(Habits(15.0, False), by_penalty, oldest, anyone, no_reaction, poll_s=5.0),
    "app-queue-tuned": Policy(
        Habits(12.0, True),
        by_penalty,
        oldest,
        anyone,
        skip_for(30.0, after_return=True),
        poll_s=1.0,
        polls_across_queues=True,
    ),
    "mod-callcenter": Policy(
        Habits(15.0, False),
        by_tier,
        oldest,
        after_tier_wait,
        skip_for(10.0, after_return=False),
        look_after_s=(30.1, 60.1),
    ),
    "mod-callcenter-tuned": Policy(
        Habits(15.0, False), by_tier, oldest, anyone, skip_for(30.0, after_return=True)
    ),
    "taskrouter": _make_taskrouter(time_step),
    "taskrouter-skip": _make_taskrouter(skipping_step),
    "longest-idle": Policy(
        Habits(12.0, True), longest_idle, oldest, anyone, skip_for(5.0, after_return=True)
    ),
    "least-flexible": Policy(
        Habits(12.0, True), least_flexible, oldest, anyone, skip_for(5.0, after_return=True)
    ),
    "hotline-plain": Policy(
        Habits(10.0, True),
        least_flexible,
        effective_start,
        anyone,
        skip_for(5.0, after_return=True),
        interprets=True,
        spares_the_line=True,
    ),
}
