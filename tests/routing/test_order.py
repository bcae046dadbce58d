"""B01–B06: in which order waiting contacts are served."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.events import (
    AgentBecameReady,
    CallbackBooked,
    ContactLeft,
    ContactRedescribed,
    ContactTransferred,
    ConversationEnded,
    DeadlineReached,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
)
from routing.matching import rank_key
from routing.model import Channel, DeadlineKind
from routing.settings import Settings
from routing.step import change_settings
from tests.routing.world import Line, make_agent, make_contact, refusals

PLAIN = Settings(head_starts={"language:bo": 60.0, "green_channel": 120.0, "called_again": 30.0})
BOTH = "zh bo"


def talk(line: Line, number: int, at: float) -> None:
    offer = line.offer_of(number)
    line.do(OfferAccepted(offer.id, offer.agent_ids[0]), at)
    line.do(OfferConnected(offer.id), at)


def test_b01_served_in_the_order_of_waiting_even_before_any_agent_existed():
    line = Line(settings=PLAIN)
    for number, at in ((1, 0.0), (2, 5.0), (3, 5.0)):
        line.now = at
        line.ask(make_contact(number, at=at))
    line.now = 9.0
    line.sign_in(make_agent(1))
    assert line.rung(1) == [1]
    talk(line, 1, 12.0)
    line.do(ConversationEnded(1), 20.0)
    line.do(DeadlineReached(DeadlineKind.WRAP_UP, 1), 80.0)
    assert line.rung(2) == [1]
    assert line.rung(3) == []


def test_b02_a_head_start_wins_until_the_other_has_waited_that_much_longer():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 59.0
    line.ask(make_contact(2, "bo", at=59.0))
    line.sign_in(make_agent(1, BOTH))
    assert line.rung(2) == [1]
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 61.0
    line.ask(make_contact(2, "bo", at=61.0))
    line.sign_in(make_agent(1, BOTH))
    assert line.rung(1) == [1]


def test_b02_head_starts_add_up_and_only_danger_is_absolute():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 149.0
    line.ask(make_contact(2, at=149.0, head_starts=("green_channel", "called_again")))
    line.now = 5000.0
    line.ask(make_contact(3, at=5000.0, danger=True))
    line.sign_in(make_agent(1))
    assert line.rung(3) == [1]
    line.do(ContactLeft(3))
    assert line.rung(2) == [1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 5000), st.sampled_from(["zh", "bo"])), min_size=2))
def test_b02_nobody_starves(asks):
    """Whoever asked a whole head start before another is served before them."""
    line = Line(settings=PLAIN)
    for number, (at, language) in enumerate(asks, start=1):
        line.ask(make_contact(number, language, at=at))
    contacts = sorted(line.state.contacts.values(), key=rank_key)
    for first, second in pairwise(contacts):
        assert first.asked_at <= second.asked_at + 60.0


def test_b03_order_holds_across_queues_that_share_an_agent():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, seat="lawyer", at=0.0))
    line.ask(make_contact(2, seat="general", at=1.0))
    line.ask(make_contact(3, seat="lawyer", at=2.0))
    line.sign_in(make_agent(1, main="general", second_seats=frozenset({"lawyer"})))
    served = []
    for number in (1, 2, 3):
        assert line.rung(number) == [1]
        served.append(number)
        line.do(ContactLeft(number))
    assert served == [1, 2, 3]


def test_b04_a_missed_or_refused_offer_and_a_transfer_keep_the_place():
    line = Line([make_agent(1)], PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 1.0
    line.ask(make_contact(2, at=1.0))
    line.do(DeadlineReached(DeadlineKind.OFFER, 1), 10.0)
    assert line.contact(1).asked_at == 0.0
    line.do(AgentBecameReady(1), 11.0)
    assert line.rung(1) == [1]
    line.do(OfferDeclined(line.offer_of(1).id, 1), 12.0)
    line.sign_in(make_agent(2))
    assert line.rung(1) == [2]
    talk(line, 1, 13.0)
    line.do(ContactTransferred(1, "lawyer"), 30.0)
    line.do(ContactRedescribed(2, "zh", None, "lawyer"), 31.0)
    line.now = 40.0
    line.sign_in(make_agent(3, main="lawyer"))
    assert line.rung(1) == [3]
    assert line.contact(1).rank_at == 0.0


def test_b04_a_callback_keeps_its_place_but_yields_to_live_callers_at_first():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.do(CallbackBooked(1), 10.0)
    line.now = 100.0
    line.ask(make_contact(2, at=100.0))
    line.sign_in(make_agent(1))
    assert line.rung(2) == [1]
    line.do(ContactLeft(2))
    assert line.rung(1) == [1]
    line.do(ContactLeft(1), 101.0)
    line.ask(make_contact(3, at=101.0))


def test_b04_a_callback_overtakes_only_where_the_settings_say_when():
    line = Line(settings=replace(PLAIN, callback_overtakes_after_s=840.0))
    line.ask(make_contact(1, at=0.0))
    line.do(CallbackBooked(1), 10.0)
    line.now = 400.0
    line.ask(make_contact(2, at=400.0))
    early = line.do(DeadlineReached(DeadlineKind.CALLBACK_DUE, 1), 849.9)
    assert refusals(early) == ["deadline_early"]
    line.do(DeadlineReached(DeadlineKind.CALLBACK_DUE, 1), 850.0)
    line.sign_in(make_agent(1))
    assert line.rung(1) == [1]


def test_b05_calling_again_gets_the_head_start_of_the_table():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 20.0
    line.ask(make_contact(2, at=20.0, head_starts=("called_again",)))
    line.sign_in(make_agent(1))
    assert line.rung(2) == [1]


def test_b05_the_place_of_an_attempt_given_up_just_now_comes_back():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=100.0))
    line.now = 400.0
    line.ask(make_contact(2, at=400.0, waited_since=50.0))
    line.sign_in(make_agent(1))
    assert line.rung(2) == [1]


def test_b06_when_one_of_several_full_agents_frees_a_place_the_oldest_chat_gets_it():
    line = Line([make_agent(n, chat_capacity=2) for n in (1, 2)], PLAIN)
    for number in range(1, 5):
        line.ask(make_contact(number, at=0.0, channel=Channel.CHAT))
        talk(line, number, 1.0)
    for number in (5, 6):
        line.now = float(number)
        line.ask(make_contact(number, at=float(number), channel=Channel.CHAT))
    assert line.rung(5) == []
    line.do(ConversationEnded(2), 20.0)
    assert line.rung(5) != []
    assert line.rung(6) == []


def test_b73_changed_settings_rank_the_waiting_anew_and_lose_nobody():
    line = Line(settings=PLAIN)
    line.ask(make_contact(1, at=0.0))
    line.now = 30.0
    line.ask(make_contact(2, "bo", at=30.0))
    change_settings(line.state, Settings(head_starts={}))
    line.sign_in(make_agent(1, BOTH))
    assert line.rung(1) == [1]
    assert line.contact(2).asked_at == 30.0
