"""Call-backs never make somebody on the line wait: they are rung on what is left over, and where
nothing ever is, one after another take their turn."""

from dataclasses import replace

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
from routing.settings import (
    BEFORE_CLOSING_S,
    OVERDUE_SHARE,
    USUAL_TALK_S,
    Settings,
    find_callback_guard,
    find_turn_spacing_s,
)
from tests.routing.world import Line, make_agent, make_contact

PLAIN = Settings(wrap_up_s=0.0)
DUE = DeadlineKind.CALLBACK_DUE
TURN_S = PLAIN.callback_promise_s + 3600.0


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


def test_until_its_patience_is_over_a_caller_on_the_line_goes_first() -> None:
    line = busy_line(1)
    book(line, 20)
    line.now = TURN_S - 1
    line.ask(make_contact(21, at=line.now))
    line.do(ConversationEnded(1))
    assert (line.rung(21), line.rung(20)) == ([1], [])
    line.do(ContactLeft(21))
    assert line.rung(20) == [1]


def test_on_a_line_that_never_falls_quiet_it_takes_its_turn_in_the_end() -> None:
    line = busy_line(8)
    book(line, 20)
    for number in range(21, 30):
        line.ask(make_contact(number, at=10.0 * number))
    line.do(DeadlineReached(DeadlineKind.CALLBACK_DUE, 20), TURN_S)
    line.do(ConversationEnded(1), TURN_S + 60)
    assert line.rung(20) == [1]


def test_overdue_call_backs_take_their_turns_one_after_another() -> None:
    line = busy_line(8)
    for number in range(20, 23):
        book(line, number)
    for number in range(30, 39):
        line.ask(make_contact(number, at=10.0 * number))
    for number in range(20, 23):
        line.do(DeadlineReached(DUE, number), TURN_S)
    line.do(ConversationEnded(1), TURN_S + 1)
    line.do(ConversationEnded(2), TURN_S + 2)
    assert (line.rung(20), line.rung(21), line.rung(30)) == ([1], [], [2])
    spacing_s = find_turn_spacing_s(8)
    assert USUAL_TALK_S / spacing_s == pytest.approx(8 * OVERDUE_SHARE), "seats that they hold"
    line.do(DeadlineReached(DeadlineKind.CALLBACK_TURN, 0), TURN_S + 1 + spacing_s)
    line.do(ConversationEnded(3))
    line.do(ConversationEnded(4))
    assert (line.rung(21), line.rung(22)) == ([3], [])


def test_whoever_is_in_danger_goes_before_an_overdue_call_back() -> None:
    line = busy_line(1)
    book(line, 20)
    line.ask(make_contact(21, at=5.0, danger=True))
    line.do(DeadlineReached(DUE, 20), TURN_S)
    line.do(ConversationEnded(1), TURN_S + 1)
    assert (line.rung(21), line.rung(20)) == ([1], [])


def test_a_single_free_seat_is_enough_for_an_overdue_call_back() -> None:
    line = busy_line(8)
    book(line, 20)
    line.do(ConversationEnded(1), TURN_S - 10)
    assert line.rung(20) == []
    line.do(DeadlineReached(DUE, 20), TURN_S)
    assert line.rung(20) == [1]


def test_before_closing_a_promise_that_is_past_has_its_turn() -> None:
    line = busy_line(8)
    line.ask(make_contact(20, at=0.0))
    line.do(CallbackBooked(20, closes_at=6000.0), 0.0)
    assert line.state.deadlines[DUE, 20] == 6000.0 - BEFORE_CLOSING_S
    line.ask(make_contact(21, at=0.0))
    line.do(ContactLeft(20))
    line.do(CallbackBooked(21, closes_at=60.0), 0.0)
    assert line.state.deadlines[DUE, 21] == PLAIN.callback_promise_s, "no sooner than promised"


def test_a_line_may_say_that_no_turn_ever_comes() -> None:
    line = busy_line(1, replace(PLAIN, callback_patience_s=None))
    book(line, 20)
    assert (DUE, 20) not in line.state.deadlines
    line.now = 50_000.0
    line.ask(make_contact(21, at=50_000.0))
    line.do(ConversationEnded(1))
    assert (line.rung(21), line.rung(20)) == ([1], [])


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
    line = busy_line(1, replace(PLAIN, callback_patience_s=None))
    book(line, 20)
    line.state.deadlines[DeadlineKind.CALLBACK_DUE, 20] = 840.0
    line.rows.deadlines[DeadlineKind.CALLBACK_DUE, 20] = 840.0
    line.now = 840.0
    line.ask(make_contact(21, at=840.0))
    line.do(DeadlineReached(DeadlineKind.CALLBACK_DUE, 20))
    line.do(ConversationEnded(1), 841.0)
    assert line.rung(21) == [1]
