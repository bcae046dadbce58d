"""The desk of the baselines: the frame of CONTRACT 1.5 around one plain policy.

Calls look for seats, free seats look for calls, some peers poll instead. Kept apart from
`routing/`, whose rule it is measured against.
"""

from collections.abc import Iterable

from routing.settings import (
    InterpretedSettings,
    Settings,
    find_callback_guard,
    find_guard,
    find_turn_spacing_s,
)
from routing.simulation.calls import Call, Place, Ring, SeatState
from routing.simulation.policies import Policy
from routing.simulation.scenario import SCARCE
from routing.simulation.world import Habits, World

INTERPRET_AFTER_S = 15.0
INTERPRET_TIMER_S = 15.05
INTERPRETER_WRAP_S = 20.0


class PlainRouter:
    """Waiting calls in order of entering, idle seats, and the policy's choices."""

    def __init__(self, world: World, policy: Policy) -> None:
        self.habits: Habits = policy.habits
        self._world, self._policy = world, policy
        self._waiting: dict[int, Call] = {}
        self._idle: dict[int, SeatState] = {}
        self._entries = 0
        rule, levers = world.scenario.callback, world.levers
        self._yields_for_s = rule.live_first_until * rule.promise_s
        self._spares_the_line = policy.spares_the_line and not levers.overtakes
        self._next_turn_at = 0.0
        self._callback_rule = Settings(
            callback_promise_s=rule.promise_s,
            callback_guard_seats=levers.callback_guard,
        )
        self._interprets = InterpretedSettings(guard_seats=levers.guard_seats)
        self._may_interpret = policy.interprets and world.levers.interpreted

    @property
    def now(self) -> float:
        """Seconds from midnight."""
        return self._world.now

    def yields(self, call: Call) -> bool:
        """Whether a booked call-back still gives way to live callers."""
        if call.booked_at is None:
            return False
        return self._spares_the_line or self.now - call.booked_at < self._yields_for_s

    def idle_seats(self) -> Iterable[SeatState]:
        """Every idle seat."""
        return self._idle.values()

    # shifts

    def shift_starts(self, seat: SeatState) -> None:
        """Idle from now, unless still busy or in skip."""
        if seat.busy:
            return
        seat.idle_since = self.now
        if self.now >= seat.skip_until:
            self._becomes_idle(seat)
            self._ring_callbacks()

    def shift_ends(self, seat: SeatState) -> None:
        """A free seat leaves; a busy one when it is done."""
        self._idle.pop(seat.position, None)
        self._ring_callbacks()

    # calls

    def enter(self, call: Call) -> None:
        """Into the list, one look, then the policy's timers."""
        self._entries += 1
        call.entry_no = self._entries
        self._waiting[call.id] = call
        policy, world = self._policy, self._world
        if policy.poll_s is None:
            self._look(call)
        for after_s in policy.look_after_s:
            world.at(self.now + after_s, self._look_again, call, call.queueing)
        if self._may_interpret:
            world.at(self.now + INTERPRET_TIMER_S, self._look_again, call, call.queueing)
        if policy.poll_s is not None:
            world.at(self.now, self._poll, call, call.queueing)
        if world.levers.callback:
            after_s = world.scenario.callback.offer_after_s
            world.at(self.now + after_s, self._offer_callback, call, call.queueing)

    def leave(self, call: Call) -> None:
        """Out of the list."""
        self._waiting.pop(call.id, None)

    def book(self, call: Call) -> None:
        """One extra look once the call-back no longer yields."""
        if self._spares_the_line:
            rule = self._callback_rule
            call.turn_at = self.now + rule.callback_promise_s + (rule.callback_patience_s or 0.0)
            self._world.at(call.turn_at, self._ring_callbacks)
        else:
            self._world.at(self.now + self._yields_for_s, self._look_again, call, call.queueing)
        self._ring_callbacks()

    def _overdue(self) -> list[Call]:
        """Call-backs that may take a turn now, the longest waiting first."""
        if self.now < self._next_turn_at:
            return []
        due = [c for c in self._waiting.values() if self._spares(c) and self.now >= c.turn_at]
        waiting = [c for c in due if c.place is Place.WAITING]
        return sorted(waiting, key=lambda c: (*self._policy.call_key(self, c), c.entry_no))

    def _take_turn(self, call: Call, seat: SeatState) -> None:
        spacing_s = find_turn_spacing_s(self._on_duty())
        self._ring(call, seat)
        self._next_turn_at = self.now + spacing_s
        self._world.at(self._next_turn_at, self._ring_callbacks)

    def _ring_overdue(self) -> None:
        for call in self._overdue():
            fits = self.idle_fits(call)
            if fits:
                self._take_turn(call, min(fits, key=lambda s: self._seat_key(call, s)))
                return

    def _spares(self, call: Call) -> bool:
        """Whether it is a call-back that is rung only by `_ring_callbacks`."""
        return self._spares_the_line and call.booked_at is not None

    def _ring_callbacks(self) -> None:
        """Call-backs, in their order, while enough seats are free; after everything else."""
        if not self._spares_the_line:
            return
        if not self._may_ring_callback():
            self._ring_overdue()
            return
        yielding = [c for c in self._waiting.values() if self._spares(c)]
        for call in sorted(yielding, key=lambda c: (*self._policy.call_key(self, c), c.entry_no)):
            fits = self.idle_fits(call) if call.place is Place.WAITING else []
            if fits:
                self._ring(call, min(fits, key=lambda s: self._seat_key(call, s)))
                if not self._may_ring_callback():
                    return

    def _may_ring_callback(self) -> bool:
        free = len(self._idle)
        return free > 0 and free >= find_callback_guard(self._callback_rule, self._on_duty())

    def _on_duty(self) -> int:
        return len(self._idle) + sum(seat.busy for seat in self._world.seats)

    def _offer_callback(self, call: Call, queueing: int) -> None:
        if self._still_waits(call, queueing) and call.booked_at is None:
            self._world.offer_callback(call)

    def _still_waits(self, call: Call, queueing: int) -> bool:
        return call.place is Place.WAITING and call.queueing == queueing

    def _look_again(self, call: Call, queueing: int) -> None:
        if self._still_waits(call, queueing):
            self._look(call)
            self._ring_callbacks()

    def idle_fits(self, call: Call) -> list[SeatState]:
        """Idle seats that speak the asked language and hold the asked topic."""
        lang, topic = call.lang, call.topic
        return [s for s in self._idle.values() if lang in s.languages and topic in s.topics]

    def _look(self, call: Call) -> None:
        policy = self._policy
        if self._spares(call):
            return
        fits = [s for s in self.idle_fits(call) if policy.allows(self, call, s)]
        if fits:
            self._ring(call, min(fits, key=lambda s: self._seat_key(call, s)))
        elif self._may_interpret:
            self._try_interpreted(call)

    def _seat_key(self, call: Call, seat: SeatState) -> tuple[float, ...]:
        return (seat.spec.on_call, *self._policy.seat_key(self, call, seat), seat.position)

    def _ring(self, call: Call, seat: SeatState, helper: SeatState | None = None) -> None:
        for each in (seat, helper):
            if each is not None:
                self._idle.pop(each.position, None)
                each.begin_work(self.now)
        if call.booked_at is not None:
            self._waiting.pop(call.id, None)
        self._world.ring(call, seat, helper)

    # seats

    def _becomes_idle(self, seat: SeatState) -> None:
        self._idle[seat.position] = seat
        if self._policy.poll_s is None:
            self._seat_looks(seat)

    def _seat_looks(self, seat: SeatState) -> None:
        for call in self._overdue():
            if call.lang in seat.languages and call.topic in seat.topics:
                self._take_turn(call, seat)
                return
        best, best_key = None, None
        for call in self._waiting.values():
            if call.place is not Place.WAITING or self._spares(call):
                continue
            fits = call.lang in seat.languages and call.topic in seat.topics
            if not fits or not self._policy.allows(self, call, seat):
                continue
            key = (*self._policy.call_key(self, call), call.entry_no)
            if best_key is None or key < best_key:
                best, best_key = call, key
        if best is not None:
            self._ring(best, seat)
        elif self._may_interpret:
            self._interpret_with(seat)

    def _free(self, seat: SeatState) -> None:
        """The seat's work is over: idle, in skip, or off shift."""
        seat.end_work(self.now)
        if not seat.on_shift:
            return
        seat.idle_since = self.now
        if self.now >= seat.skip_until:
            self._becomes_idle(seat)

    def _skip_ends(self, seat: SeatState) -> None:
        free = seat.on_shift and not seat.busy and seat.position not in self._idle
        if free and self.now >= seat.skip_until:
            self._becomes_idle(seat)
            self._ring_callbacks()

    def _work_over(self, seat: SeatState) -> None:
        self._free(seat)
        self._ring_callbacks()

    # rings

    def ring_over(self, ring: Ring) -> None:
        """The caller had gone: no reaction to a silent seat."""
        self._waiting.pop(ring.call.id, None)
        if ring.helper is not None:
            self._free(ring.helper)
        self._work_over(ring.seat)

    def ring_failed(self, ring: Ring) -> None:
        """Reaction, interpreter freed, seat freed, the call looks again (1.3.5)."""
        call, seat = ring.call, ring.seat
        call.missed_by.add(seat.position)
        if call.booked_at is not None:
            self._entries += 1
            call.entry_no = self._entries
            self._waiting[call.id] = call
        until = self._policy.skip_until(self.now, seat.away_until)
        if until is not None:
            seat.skip_until = until
            seat.last_end = self.now if self._policy.poll_s is not None else seat.last_end
            self._world.at(until, self._skip_ends, seat)
        if ring.helper is not None:
            self._free(ring.helper)
        self._free(seat)
        if call.place is not Place.WAITING:
            return
        if self._policy.poll_s is None:
            self._look(call)
            self._ring_callbacks()
        else:
            self._world.at(self.now + self._policy.poll_s, self._poll, call, call.queueing)

    def answered(self, ring: Ring) -> None:
        """The call leaves the list."""
        self._waiting.pop(ring.call.id, None)

    def talk_over(self, ring: Ring) -> None:
        """Both wrap up."""
        self._wrap(ring, self._world.scenario.service.wrap_s)

    def _wrap(self, ring: Ring, wrap_s: float) -> None:
        ring.seat.last_end = self.now
        self._world.at(self.now + wrap_s, self._work_over, ring.seat)
        if ring.helper is not None:
            ring.helper.last_end = self.now
            self._world.at(self.now + INTERPRETER_WRAP_S, self._work_over, ring.helper)

    def transfer(self, ring: Ring) -> None:
        """The seat wraps, the call queues again."""
        self._wrap(ring, self._world.scenario.service.transfer_wrap_s)
        self.enter(ring.call)

    def callout_missed(self, ring: Ring, retry_at: float | None) -> None:
        """The seat is free without wrap; the call comes back later or never."""
        if retry_at is not None:
            self._world.at(retry_at, self._callback_returns, ring.call)
        self._work_over(ring.seat)

    def _callback_returns(self, call: Call) -> None:
        call.place = Place.WAITING
        self._entries += 1
        call.entry_no = self._entries
        self._waiting[call.id] = call
        self._look(call)
        self._ring_callbacks()

    # polling peers

    def _poll(self, call: Call, queueing: int) -> None:
        if not self._still_waits(call, queueing):
            return
        fits = self.idle_fits(call)
        if self._count_ahead(call, fits) < len(fits):
            self._ring(call, min(fits, key=lambda s: self._seat_key(call, s)))
        else:
            assert self._policy.poll_s is not None
            self._world.at(self.now + self._policy.poll_s, self._poll, call, queueing)

    def _count_ahead(self, call: Call, fits: list[SeatState]) -> int:
        count = 0
        for other in self._waiting.values():
            if other.place is not Place.WAITING or other.enq >= call.enq:
                continue
            if not self._policy.polls_across_queues:
                count += other.lang == call.lang and other.topic == call.topic
            elif any(other.lang in s.languages and other.topic in s.topics for s in fits):
                count += 1
        return count

    # interpreted calls

    def _try_interpreted(self, call: Call) -> None:
        if call.lang != SCARCE or call.booked_at is not None:
            return
        if self.now - call.enq < INTERPRET_AFTER_S:
            return
        if len(self._idle) < find_guard(self._interprets, self._on_duty()):
            return
        experts = [s for s in self._idle.values() if not s.is_bilingual and call.topic in s.topics]
        helpers = [s for s in self._idle.values() if s.is_bilingual]
        if experts and helpers:
            expert = min(
                experts,
                key=lambda s: (call.topic != s.spec.primary, s.idle_since, s.position),
            )
            helper = min(helpers, key=lambda s: (len(s.topics), s.idle_since, s.position))
            self._ring(call, expert, helper)

    def _interpret_with(self, seat: SeatState) -> None:
        for call in list(self._waiting.values()):
            if seat.position not in self._idle:
                return
            if call.place is Place.WAITING and call.lang == SCARCE:
                self._try_interpreted(call)
