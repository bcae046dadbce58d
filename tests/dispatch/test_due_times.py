"""Whatever the order of commits, looks and ends: memory tells what the rows tell, no deadline that
is set is forgotten, and none is in two hands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.hotline.dispatch.due_times import DueTimes, Key

START_AT = datetime(2026, 1, 1, tzinfo=UTC)
HORIZON = timedelta(seconds=2)
KEYS = st.tuples(st.sampled_from(["offer", "join"]), st.integers(1, 2))


class Hotline(RuleBasedStateMachine):
    """The rows, and commits of this process that were not heard of yet."""

    def __init__(self) -> None:
        super().__init__()
        self.times = DueTimes()
        self.now = START_AT
        self.number = 0
        self.rows: dict[Key, datetime] = {}
        self.unheard: list[tuple[int, Key, datetime | None]] = []
        self.seen: tuple[list[tuple[Key, datetime]], datetime | None] | None = None
        self.in_hand: list[Key] = []
        self.unknown: set[Key] = set()
        self.to_be_known: set[Key] = set()

    def commit(self, key: Key, due_at: datetime | None) -> None:
        self.number += 1
        self.rows.pop(key, None)
        if due_at is not None:
            self.rows[key] = due_at
        self.unheard.append((self.number, key, due_at))

    @rule(key=KEYS, seconds=st.integers(0, 4))
    def set(self, key: Key, seconds: int) -> None:
        self.commit(key, self.now + timedelta(seconds=seconds))

    @rule(key=KEYS)
    def cancel(self, key: Key) -> None:
        self.commit(key, None)

    @rule(key=KEYS, seconds=st.integers(0, 4), is_cancelled=st.booleans())
    def be_changed_by_another_process(self, key: Key, seconds: int, is_cancelled: bool) -> None:
        self.rows.pop(key, None)
        self.unknown.add(key)
        self.to_be_known.discard(key)
        if not is_cancelled:
            self.rows[key] = self.now + timedelta(seconds=seconds)

    @precondition(lambda self: self.unheard)
    @rule(which=st.integers(0, 20))
    def hear(self, which: int) -> None:
        number, key, due_at = self.unheard.pop(which % len(self.unheard))
        self.times.hear(number, key, due_at)
        if self.rows.get(key) != due_at:  # another process was later: the next look tells
            self.unknown.add(key)
            self.to_be_known.discard(key)

    @rule(is_full=st.booleans())
    def read_rows(self, is_full: bool) -> None:
        until_at = None if is_full else self.now + HORIZON
        self.times.begin_look()
        read = [(k, at) for k, at in self.rows.items() if until_at is None or at <= until_at]
        self.seen = read, until_at
        self.to_be_known = set() if until_at is not None else self.unknown - {*self.in_hand}

    @precondition(lambda self: self.seen is not None)
    @rule()
    def learn_rows(self) -> None:
        assert self.seen is not None
        self.times.end_look(*self.seen)
        self.seen = None
        self.unknown -= self.to_be_known

    @rule()
    def take(self) -> None:
        self.in_hand += self.times.take_due(self.now)

    @precondition(lambda self: self.in_hand)
    @rule(which=st.integers(0, 20), how=st.sampled_from(["done", "again", "heard", "doubt"]))
    def serve(self, which: int, how: str) -> None:
        """As `serving` does: it was settled on the way, is settled now, or fails."""
        key = self.in_hand.pop(which % len(self.in_hand))
        if self.rows.get(key, self.now + HORIZON) <= self.now and how != "doubt":
            self.commit(key, self.now + HORIZON if how == "again" else None)
            if how != "heard":
                self.times.hear(*self.unheard.pop())
        self.times.finish(key)
        if how == "doubt":
            self.unknown.add(key)
            self.read_rows(is_full=True)

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def lose_and_get_the_lease(self) -> None:
        self.times.forget()
        self.unheard = []
        self.unknown |= self.rows.keys()
        self.read_rows(is_full=True)

    @invariant()
    def each_is_in_one_hand(self) -> None:
        assert len(self.in_hand) == len({*self.in_hand})

    @invariant()
    def none_is_forgotten(self) -> None:
        unheard = {key for _, key, _ in self.unheard}
        known = self.rows.keys() - unheard - self.unknown - {*self.in_hand}
        first = min((self.rows[key] for key in known), default=None)
        next_due = self.times.find_next_due()
        assert first is None or (next_due is not None and next_due <= first)

    def teardown(self) -> None:
        for each in self.unheard:
            self.times.hear(*each)
        self.unheard = []
        while self.in_hand:
            self.serve(0, "done")
        self.read_rows(is_full=True)
        self.learn_rows()
        assert self.times.find_next_due() == min(self.rows.values(), default=None)
        told = self.times.take_due(self.now + timedelta(days=1))
        assert sorted(told) == sorted(self.rows)
        assert [self.rows[key] for key in told] == sorted(self.rows.values())


Hotline.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestMemoryTellsWhatTheRowsTell = Hotline.TestCase


def test_a_commit_heard_late_does_not_undo_a_later_one() -> None:
    times = DueTimes()
    later, key = START_AT + timedelta(seconds=5), ("offer", 1)
    times.hear(2, key, None)
    times.hear(1, key, later)
    assert times.find_next_due() is None
    times.hear(4, key, later)
    times.hear(3, key, None)
    assert times.find_next_due() == later


def test_what_is_served_is_not_handed_out_again_and_what_was_set_meanwhile_waits_for_its_end() -> (
    None
):
    times, key = DueTimes(), ("duty", 0)
    times.hear(1, key, START_AT)
    assert times.take_due(START_AT) == [key]
    times.begin_look()
    times.end_look([(key, START_AT)], None)
    assert times.take_due(START_AT) == []
    assert not times.was_heard_of(key)
    times.hear(2, key, START_AT)
    assert times.was_heard_of(key)
    assert times.find_next_due() is None
    times.finish(key)
    assert times.take_due(START_AT) == [key]


def test_what_another_process_cancelled_is_gone_after_a_look_that_reaches_so_far() -> None:
    times = DueTimes()
    times.hear(1, ("offer", 1), START_AT + timedelta(seconds=1))
    times.hear(2, ("offer", 2), START_AT + timedelta(seconds=9))
    times.begin_look()
    times.end_look([], START_AT + HORIZON)
    assert times.find_next_due() == START_AT + timedelta(seconds=9)


def test_what_is_heard_or_ends_while_the_rows_are_read_is_newer_than_they_are() -> None:
    times, set_meanwhile, served = DueTimes(), ("offer", 1), ("offer", 2)
    times.hear(1, served, START_AT)
    assert times.take_due(START_AT) == [served]
    times.begin_look()
    times.hear(2, set_meanwhile, START_AT + timedelta(seconds=1))
    times.finish(served)
    times.end_look([(served, START_AT)], None)
    assert times.find_next_due() == START_AT + timedelta(seconds=1)
