"""Whatever the order of commits, looks, ends, failures, doubts and restarts: every effect is
performed, in order for its contact, never two at a time for one, and not again after its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.hotline.dispatch.owed_queue import OwedQueue
from app.kit.storage.outbox import Owed

START_AT = datetime(2026, 1, 1, tzinfo=UTC)
CONTACTS = st.sampled_from([None, 1, 2, 3])


@dataclass
class Row:
    """What the database knows of an effect, and what has happened to it."""

    contact_id: int | None
    due_at: datetime
    is_done: bool = False
    is_lost: bool = False
    """It was noted, and nobody here knows that it was."""
    performed: list[int] = field(default_factory=list)


class Hotline(RuleBasedStateMachine):
    """The rows, commits not heard of yet, and the hands in which batches are."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = OwedQueue()
        self.now = START_AT
        self.rows: dict[int, Row] = {}
        self.unheard: list[Owed] = []
        self.seen: list[Owed] | None = None
        self.in_hand: list[list[Owed]] = []
        self.steps = 0

    def read(self) -> list[Owed]:
        return [
            Owed(id_, "mix_leg", row.contact_id, {}, row.due_at)
            for id_, row in self.rows.items()
            if not row.is_done
        ]

    def take(self) -> None:
        self.in_hand += self.queue.take_due(self.now)

    @rule(contacts=st.lists(CONTACTS, min_size=1, max_size=3), later=st.integers(0, 3))
    def commit(self, contacts: list[int | None], later: int) -> None:
        for contact_id in contacts:
            id_ = len(self.rows) + 1
            self.rows[id_] = Row(contact_id, self.now + timedelta(seconds=later))
            self.unheard.append(Owed(id_, "mix_leg", contact_id, {}, self.rows[id_].due_at))

    @precondition(lambda self: self.unheard)
    @rule(which=st.integers(0, 20))
    def hear(self, which: int) -> None:
        self.queue.add(self.unheard.pop(which % len(self.unheard)))
        self.take()

    @rule()
    def read_rows(self) -> None:
        self.seen = self.read()

    @precondition(lambda self: self.seen is not None)
    @rule()
    def learn_rows(self) -> None:
        for effect in self.seen or []:
            self.queue.add(effect)
        self.seen = None
        self.take()

    @precondition(lambda self: self.in_hand)
    @rule(which=st.integers(0, 20), how=st.sampled_from(["done", "failed", "doubt", "lost"]))
    def perform(self, which: int, how: str) -> None:
        batch = self.in_hand.pop(which % len(self.in_hand))
        contact_id = batch[0].contact_id
        for number, effect in enumerate(batch):
            row = self.rows[effect.id]
            assert not row.is_done or row.is_lost, "performed again although it was noted as done"
            self.steps += 1
            row.performed.append(self.steps)
            if number == len(batch) - 1 and how == "failed":
                row.due_at = effect.due_at = self.now + timedelta(seconds=2)
                self.queue.put_back([effect])
            elif number == len(batch) - 1 and how == "doubt":  # done, and not noted
                self.queue.drop([effect])
            elif number == len(batch) - 1 and how == "lost":  # noted, and the answer is lost
                row.is_done = True
                self.queue.drop([effect])
                row.is_lost = True  # whoever tells of it late owes it once more
            else:
                row.is_done = True
                self.queue.finish(effect, self.now)
        self.queue.release(contact_id)
        self.take()

    @rule(seconds=st.integers(1, 3))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.take()

    @rule()
    def restart(self) -> None:
        self.queue, self.unheard, self.seen, self.in_hand = OwedQueue(), [], None, []

    @rule()
    def lose_the_lease(self) -> None:
        self.queue.forget()
        self.unheard = []

    @invariant()
    def one_at_a_time(self) -> None:
        contacts = [batch[0].contact_id for batch in self.in_hand]
        assert len(contacts) == len(set(contacts))
        for batch in self.in_hand:
            assert {effect.contact_id for effect in batch} == {batch[0].contact_id}
            assert [effect.id for effect in batch] == sorted({effect.id for effect in batch})

    def teardown(self) -> None:
        """What is left is done after a look at the rows and some patience: all of it, each once."""
        for effect in self.unheard:
            self.queue.add(effect)
        self.unheard = []
        self.now += timedelta(seconds=5)
        for _ in range(3):
            self.seen = self.read()
            self.learn_rows()
            while self.in_hand:
                self.perform(0, "done")
        assert all(row.is_done and row.performed for row in self.rows.values())


Hotline.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestEveryEffectIsPerformedInOrder = Hotline.TestCase


def test_effects_of_a_contact_that_come_one_by_one_are_performed_in_the_order_they_were_owed() -> (
    None
):
    queue = OwedQueue()
    for id_ in (2, 1, 3):
        queue.add(Owed(id_, "mix_leg", 7, {}, START_AT))
    assert [effect.id for effect in queue.take(7, START_AT)] == [1, 2, 3]
    queue.add(Owed(4, "mix_leg", 7, {}, START_AT))
    assert queue.take_due(START_AT) == [], "the contact is in somebody's hands"
    assert queue.find_next_due() is None
    queue.release(7)
    assert queue.find_next_due() == START_AT
    assert [effect.id for effect in queue.take(7, START_AT)] == [4]


def test_one_that_was_given_up_is_performed_when_somebody_owes_it_anew() -> None:
    queue = OwedQueue()
    effect = Owed(1, "mix_leg", 7, {}, START_AT)
    queue.add(effect)
    queue.take_due(START_AT)
    queue.finish(effect, START_AT)
    queue.release(7)
    queue.add(effect)
    assert queue.take_due(START_AT) == [], "told of late"
    queue.add(Owed(1, "mix_leg", 7, {}, START_AT + timedelta(seconds=9)))
    assert len(queue.take_due(START_AT + timedelta(seconds=9))) == 1
