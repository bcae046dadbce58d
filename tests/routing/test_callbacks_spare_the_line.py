"""Call-backs never make somebody on the line wait: they are rung on what is left over."""

import pytest

from routing.events import (
    AgentBecameNotReady,
    CallbackBooked,
    ContactLeft,
    ContactRedescribed,
    ConversationEnded,
    DeadlineReached,
    OfferAccepted,
    OfferConnected,
)
from routing.explain import explain
from routing.model import DeadlineKind
from routing.settings import Settings, find_callback_guard
from tests.routing.world import Line, make_agent, make_contact

PLAIN = Settings(wrap_up_s=0.0)


def busy_line(agents: int, settings: Settings = PLAIN, languages: str = "zh") -> Line:
    """Everybody talks to a caller of the same number."""
    line = Line([make_agent(n, languages) for n in range(1, agents + 1)], settings)
    for number in range(1, agents + 1):
        line.ask(make_contact(number))
        offer = line.offer_of(number)
        assert offer is not None
        line.do(OfferAccepted(offer.id, offer.agent_ids[0]))
        line.do(OfferConnected(offer.id))
    return line


def book(line: Line, number: int, language: str = "zh") -> None:
    line.ask(make_contact(number, language, at=line.now))
    line.do(CallbackBooked(number), line.now)


@pytest.mark.parametrize(("on_duty", "guard"), [(0, 1), (1, 1), (6, 2), (8, 2), (40, 10)])
def test_one_in_four_on_duty_must_be_free_and_never_less_than_one(on_duty: int, guard: int) -> None:
    assert find_callback_guard(Settings(), on_duty) == guard
    assert find_callback_guard(Settings(callback_guard_seats=3), on_duty) == 3
    assert find_callback_guard(Settings(callback_guard_seats=0), on_duty) == 1


def test_a_call_back_is_rung_once_a_quarter_of_those_on_duty_is_free() -> None:
    line = busy_line(8)
    book(line, 20)
    line.do(ConversationEnded(1), 100.0)
    assert line.rung(20) == []
    line.do(ConversationEnded(2), 101.0)
    assert len(line.rung(20)) == 1
    offer = line.offer_of(20)
    assert offer is not None
    assert explain(line.state, offer).callback_guard == 2


def test_however_long_it_is_owed_a_caller_on_the_line_goes_first() -> None:
    line = busy_line(1)
    book(line, 20)
    line.now = 50_000.0
    line.ask(make_contact(21, at=50_000.0))
    line.do(ConversationEnded(1))
    assert (line.rung(21), line.rung(20)) == ([1], [])
    line.do(ContactLeft(21))
    assert line.rung(20) == [1]


def test_any_freed_seat_lets_a_call_back_ring_the_seat_that_fits_it() -> None:
    line = busy_line(7)
    line.sign_in(make_agent(8, "zh bo"))
    line.ask(make_contact(8))
    offer = line.offer_of(8)
    assert offer is not None
    line.do(OfferAccepted(offer.id, 8))
    line.do(OfferConnected(offer.id))
    book(line, 20, "bo")
    line.do(ConversationEnded(8), 60.0)
    assert line.rung(20) == [], "one of eight is free"
    line.do(ConversationEnded(1), 61.0)
    assert line.rung(20) == [8]


def test_fewer_on_duty_may_be_enough_for_a_call_back() -> None:
    line = busy_line(6)
    book(line, 20)
    line.do(ConversationEnded(1), 10.0)
    assert line.rung(20) == []
    line.do(AgentBecameNotReady(2, "break"))
    line.do(ConversationEnded(2), 11.0)
    line.do(AgentBecameNotReady(2, "break"))
    assert line.rung(20) == [1], "one of five"


def test_the_longest_waiting_call_back_is_rung_first() -> None:
    line = busy_line(1)
    book(line, 20)
    line.now = 5.0
    book(line, 21)
    line.do(ConversationEnded(1), 10.0)
    assert (line.rung(20), line.rung(21)) == ([1], [])


def test_danger_waits_for_no_quiet_moment() -> None:
    line = busy_line(8)
    book(line, 20)
    line.now = 1.0
    line.ask(make_contact(21, at=1.0))
    line.do(ContactRedescribed(20, "zh", None, "general", danger=True))
    line.do(ConversationEnded(1), 2.0)
    assert (line.rung(20), line.rung(21)) == ([1], [])


def test_a_deadline_of_the_former_rule_changes_no_place() -> None:
    line = busy_line(1)
    book(line, 20)
    line.state.deadlines[DeadlineKind.CALLBACK_DUE, 20] = 840.0
    line.rows.deadlines[DeadlineKind.CALLBACK_DUE, 20] = 840.0
    line.now = 840.0
    line.ask(make_contact(21, at=840.0))
    line.do(DeadlineReached(DeadlineKind.CALLBACK_DUE, 20))
    line.do(ConversationEnded(1), 841.0)
    assert line.rung(21) == [1]
