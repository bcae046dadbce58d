"""The simulated people, phones and hours of one day; who serves whom is the desk's.

Everything the callers and seats do by themselves (CONTRACT 1.3–1.7): patience, redials,
pick-up and silence, talk, triage, call-outs, shifts. Never chooses a seat for a call.
One event list, ordered by time and then by insertion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Protocol

from routing.simulation.calls import Call, Place, Ring, SeatState, has_wrong_dialect, heard_call
from routing.simulation.people import SimulatedCaller
from routing.simulation.scenario import Scenario

LANGUAGE_CHECK_S = 20.0
REDIAL_AFTER_S = 20.0
INTERPRETED_MULT = 1.5
MAX_TRIES = 2
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Levers:
    """What the line does beside matching. `faq` is the level, 0 is off; a guard of None goes by
    the seats on duty; `overtakes`: call-backs go before those on the line from the scenario's
    `live_first_until` on, as in the reference (CONTRACT 3)."""

    interpreted: bool = False
    guard_seats: int | None = None
    callback: bool = False
    callback_guard: int | None = None
    overtakes: bool = False
    faq: float = 0.0
    optimised_rota: bool = False
    redials: bool = True


@dataclass(frozen=True, slots=True)
class Habits:
    """What the world must know of the policy: ring time, and how a seat's topics count."""

    ring_s: float
    keeps_place: bool
    primary_only: bool = False
    asks_front_desk: bool = False


class SimulatedDesk(Protocol):
    """Who serves whom. Called by the world; rings through `World.ring`."""

    habits: Habits

    def shift_starts(self, seat: SeatState) -> None:
        """The seat comes on shift."""

    def shift_ends(self, seat: SeatState) -> None:
        """The seat's block is over; a busy one finishes first."""

    def enter(self, call: Call) -> None:
        """The call starts to wait: a new ask, or after a transfer."""

    def leave(self, call: Call) -> None:
        """A waiting, unrung caller hung up."""

    def ring_over(self, ring: Ring) -> None:
        """The planned end of a ring whose caller has gone."""

    def ring_failed(self, ring: Ring) -> None:
        """The seat was silent."""

    def answered(self, ring: Ring) -> None:
        """The seat picked up; talk or triage begins."""

    def talk_over(self, ring: Ring) -> None:
        """Talk ended; wrap-up."""

    def transfer(self, ring: Ring) -> None:
        """Triage ended: the call queues again with the truth, the seat wraps."""

    def book(self, call: Call) -> None:
        """The waiting caller took a call-back."""

    def callout_missed(self, ring: Ring, retry_at: float | None) -> None:
        """The call-out reached nobody; the call rests until `retry_at` or is lost."""


@dataclass(slots=True)
class DayCounts:
    """All attempts and seats of a finished day, for the metrics."""

    calls: list[Call]
    seats: list[SeatState]
    events: int


class World:
    """One day: callers, seats, the event list, and the desk that connects them."""

    def __init__(
        self,
        scenario: Scenario,
        people: Sequence[SimulatedCaller],
        make_router: "Callable[[World], SimulatedDesk]",
        levers: Levers,
    ) -> None:
        self.scenario, self.levers = scenario, levers
        self.now = 0.0
        self.calls: list[Call] = []
        self.seats = [
            SeatState(s, i, s.blocks_optimised if levers.optimised_rota else s.blocks)
            for i, s in enumerate(scenario.seats)
        ]
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._sequence = 0
        self.router = make_router(self)
        for seat in self.seats:
            for start, end in seat.blocks:
                self.at(start * HOUR_S, self._shift_starts, seat)
                self.at(end * HOUR_S, self._shift_ends, seat)
        for person in people:
            self.at(person.t, self._arrive, person)

    def at(self, instant: float, what: Callable[..., None], *arguments: Any) -> None:
        """Put an event on the list."""
        self._sequence += 1
        heappush(self._events, (instant, self._sequence, what, arguments))

    def run(self) -> DayCounts:
        """Run until no event is left."""
        events = self._events
        while events:
            self.now, _, what, arguments = heappop(events)
            what(*arguments)
        for seat in self.seats:
            seat.end_work(self.now)
        return DayCounts(self.calls, self.seats, self._sequence)

    # seats ---------------------------------------------------------------------------------

    def _shift_starts(self, seat: SeatState) -> None:
        seat.on_shift = True
        self.router.shift_starts(seat)

    def _shift_ends(self, seat: SeatState) -> None:
        seat.on_shift = False
        self.router.shift_ends(seat)

    # callers -------------------------------------------------------------------------------

    def _arrive(self, person: SimulatedCaller) -> None:
        faq = self.scenario.faq
        if person.u_faq < self.levers.faq * faq.topic_weight[person.topic]:
            if person.u_reask < faq.reask_p:
                self.at(person.t + 90.0, self._ask, person, 0)
            return
        self._ask(person, 0)

    def _ask(self, person: SimulatedCaller, attempt: int) -> None:
        front = self.router.habits.asks_front_desk
        topic = self.scenario.front_topic if front else person.heard_topic
        call = heard_call(len(self.calls) + 1, person, attempt, self.now, topic)
        self.calls.append(call)
        self._queue(call)

    def _queue(self, call: Call, after: Ring | None = None) -> None:
        call.place, call.queueing = Place.WAITING, call.queueing + 1
        hang_up_at = self.now + call.patience_s
        if after is None:
            self.router.enter(call)
        else:
            self.router.transfer(after)
        if call.place in (Place.WAITING, Place.RINGING):
            self.at(hang_up_at, self._hang_up, call, call.queueing)

    def _hang_up(self, call: Call, queueing: int) -> None:
        waits = call.place is Place.WAITING or call.place is Place.RINGING
        if not waits or call.queueing != queueing or call.booked_at is not None:
            return
        rings = call.place is Place.RINGING
        call.place, call.hung_up_at = Place.GONE, self.now
        if not rings:
            self.router.leave(call)
        self._redial(call)

    def _redial(self, call: Call) -> None:
        k, person = call.attempt, call.person
        if self.levers.redials and k < self.scenario.retry.max and person.retries[k]:
            again_at = self.now + REDIAL_AFTER_S + person.gaps_s[k]
            self.at(again_at, self._ask, person, k + 1)

    def offer_callback(self, call: Call) -> None:
        """A waiting caller is offered a call-back, and takes it or not."""
        if call.person.u_callback < self.scenario.callback.accept:
            call.booked_at = call.last_booked_at = self.now
            self.router.book(call)

    # rings ---------------------------------------------------------------------------------

    def ring(self, call: Call, seat: SeatState, helper: SeatState | None = None) -> Ring:
        """Ring a seat for the call; its outcome is fixed now (CONTRACT 1.3.3)."""
        silent = self._is_silent(call, seat)
        callout = call.booked_at is not None
        ring = Ring(call, seat, helper, self.now, 0.0, silent, callout)
        call.place = Place.RINGING
        if silent:
            ring.ends_at = self.now + self.router.habits.ring_s
            self.at(ring.ends_at, self._ring_ends, ring)
        elif callout:
            self._dial(ring)
        else:
            rona = self.scenario.rona
            on_call = seat.spec.on_call
            ring.ends_at = self.now + (rona.answer_on_call_s if on_call else rona.answer_s)
            self.at(ring.ends_at, self._ring_ends, ring)
        return ring

    def _is_silent(self, call: Call, seat: SeatState) -> bool:
        if self.now < seat.away_until:
            return True
        rona, person = self.scenario.rona, call.person
        u = person.u_rona[call.rings % len(person.u_rona)]
        call.rings += 1
        if u >= (rona.p_on_call if seat.spec.on_call else rona.p):
            return False
        seat.away_until = self.now + rona.away_mean_s * (0.5 + person.away)
        return True

    def _dial(self, ring: Ring) -> None:
        call, rule = ring.call, self.scenario.callback
        chances = (rule.reach1, rule.reach2)
        try_no = min(call.tries, MAX_TRIES - 1)
        ring.reaches = call.person.u_reach[try_no] < chances[try_no]
        call.tries += 1
        if ring.reaches:
            ring.ends_at = self.now + rule.dial_s
            self.at(ring.ends_at, self._ring_ends, ring)
        else:
            ring.ends_at = self.now + rule.noans_s
            self.at(ring.ends_at, self._callout_missed, ring)

    def _callout_missed(self, ring: Ring) -> None:
        call = ring.call
        if call.tries >= MAX_TRIES:
            call.place = Place.GONE
            self.router.callout_missed(ring, None)
        else:
            call.place = Place.RESTING
            self.router.callout_missed(ring, self.now + self.scenario.callback.retry_s)

    def _ring_ends(self, ring: Ring) -> None:
        call = ring.call
        if call.place is Place.GONE:
            ring.caller_gone = True
            self.router.ring_over(ring)
        elif ring.is_silent:
            call.place = Place.WAITING
            self.router.ring_failed(ring)
        else:
            self._answer(ring)

    def _answer(self, ring: Ring) -> None:
        call, seat, person = ring.call, ring.seat, ring.call.person
        call.place, call.answered = Place.TALKING, True
        self.router.answered(ring)
        primary = seat.spec.primary
        holds = {primary} if self.router.habits.primary_only else seat.topics
        language_fits = ring.helper is not None or person.lang in seat.languages
        if not language_fits:
            self.at(self.now + LANGUAGE_CHECK_S, self._triage_ends, ring)
        elif person.topic not in holds:
            self.at(self.now + person.triage_s, self._triage_ends, ring)
        else:
            call.connected_at, call.served_by = self.now, seat
            self.at(self.now + self._talk_s(ring), self.router.talk_over, ring)

    def _talk_s(self, ring: Ring) -> float:
        service, person, seat = self.scenario.service, ring.call.person, ring.seat
        talk_s = person.service_s
        if ring.helper is not None:
            talk_s *= INTERPRETED_MULT
        if person.topic != seat.spec.primary:
            talk_s *= service.secondary_mult
        if ring.helper is None and has_wrong_dialect(seat, person.lang, person.dialect):
            talk_s *= service.dialect_mult
        return talk_s

    def _triage_ends(self, ring: Ring) -> None:
        call = ring.call
        if call.transferred:  # nobody on the line holds the topic: told so, and let go
            call.place = Place.GONE
            self.router.talk_over(ring)
            return
        call.know_truth()
        call.booked_at = None
        if not self.router.habits.keeps_place:
            call.enq = self.now
        self._queue(call, ring)
