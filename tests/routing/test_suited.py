"""B10–B18: who may serve, and who should."""

import pytest

from routing.events import (
    AgentBecameNotReady,
    AgentBecameReady,
    AgentChanged,
    AgentLineDropped,
    AgentSignedOut,
    ContactLeft,
    ContactTransferred,
    ConversationEnded,
    DeadlineReached,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
)
from routing.model import Channel, DeadlineKind
from routing.settings import InterpretedSettings, Settings
from tests.routing.test_order import talk
from tests.routing.world import Line, make_agent, make_contact, refusals

BOTH = "zh bo"


def test_b10_longest_idle_among_equals():
    line = Line([make_agent(1), make_agent(2)])
    line.agent(1).idle_since, line.agent(2).idle_since = 5.0, 3.0
    line.rows.agents[1].idle_since, line.rows.agents[2].idle_since = 5.0, 3.0
    line.ask(make_contact(1, at=9.0))
    assert line.rung(1) == [2]


def test_b10_the_least_flexible_suited_agent_goes_first():
    bilingual = make_agent(1, BOTH)
    second_skill = make_agent(2, main="lawyer", second_seats=frozenset({"general"}))
    two_skills = make_agent(3, second_seats=frozenset({"lawyer"}))
    plain = make_agent(4)
    line = Line([bilingual, second_skill, two_skills, plain])
    rung = []
    for number in range(1, 5):
        line.ask(make_contact(number))
        rung += line.rung(number)
    assert rung == [4, 3, 2, 1]


def test_b10_a_tibetan_caller_goes_to_the_right_variety_first():
    amdo = make_agent(1, BOTH, varieties=frozenset({"amdo"}))
    kham = make_agent(2, BOTH, varieties=frozenset({"kham"}), second_seats=frozenset({"lawyer"}))
    line = Line([amdo, kham])
    line.ask(make_contact(1, "bo", variety="kham"))
    assert line.rung(1) == [2]
    line.ask(make_contact(2, "bo", variety="kham"))
    assert line.rung(2) == [1]


def test_unknown_language_goes_to_a_bilingual_seat_first_then_to_the_likely_language():
    line = Line([make_agent(1), make_agent(2, BOTH)])
    line.ask(make_contact(1, None, likely_language="bo"))
    line.ask(make_contact(2, None, likely_language="bo"))
    line.ask(make_contact(3, None, likely_language="zh"))
    assert (line.rung(1), line.rung(2), line.rung(3)) == ([2], [], [1])


def test_b11_on_call_people_are_rung_when_nobody_on_shift_who_fits_is_idle():
    line = Line([make_agent(1), make_agent(2, BOTH, on_call=True)])
    line.ask(make_contact(1))
    line.ask(make_contact(2))
    assert (line.rung(1), line.rung(2)) == ([1], [2])


def test_b11_on_call_people_wait_their_set_time_unless_nobody_on_shift_could_ever_serve():
    settings = Settings(on_call_after_s=30.0)
    line = Line([make_agent(1), make_agent(2, BOTH, on_call=True)], settings)
    line.ask(make_contact(1))
    line.ask(make_contact(2))
    assert line.rung(2) == []
    line.do(DeadlineReached(DeadlineKind.ON_CALL, 2), 30.0)
    assert line.rung(2) == [2]
    line = Line([make_agent(1), make_agent(2, BOTH, on_call=True)], settings)
    line.ask(make_contact(1, "bo"))
    assert line.rung(1) == [2]


def test_b12_ringing_counts_as_waiting_and_moves_nothing_back():
    line = Line([make_agent(1)])
    line.ask(make_contact(1, at=0.0))
    line.do(DeadlineReached(DeadlineKind.OFFER, 1), 10.0)
    assert (line.contact(1).asked_at, line.contact(1).entry_no) == (0.0, 1)


@pytest.mark.parametrize(("language", "seat"), [("zh", "unheard_of"), ("fr", "unheard_of")])
def test_b13_what_nothing_matches_reaches_the_default_seats(language, seat):
    line = Line([make_agent(1, BOTH), make_agent(2, main="lawyer")])
    line.ask(make_contact(1, language, seat))
    assert line.rung(1) == [1]


def test_b14_who_refused_is_not_offered_the_same_contact_while_another_can_serve():
    line = Line([make_agent(1), make_agent(2)])
    line.ask(make_contact(9))
    talk(line, 9, 0.0)  # agent 1 talks
    line.ask(make_contact(1))
    line.do(OfferDeclined(line.offer_of(1).id, 2), 1.0)
    line.do(AgentBecameReady(2), 2.0)
    assert line.rung(1) == []
    line.do(ConversationEnded(9), 20.0)
    line.do(DeadlineReached(DeadlineKind.WRAP_UP, 1), 80.0)
    assert line.rung(1) == [1]


def test_b14_who_refused_is_asked_again_once_nobody_else_can_serve():
    line = Line([make_agent(1), make_agent(2)])
    line.ask(make_contact(1))
    line.do(OfferDeclined(line.offer_of(1).id, 1), 1.0)
    line.do(OfferDeclined(line.offer_of(1).id, 2), 2.0)
    line.do(AgentBecameReady(2), 3.0)
    assert line.rung(1) == [2]


def test_b14_who_missed_comes_after_others_who_are_free():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.do(DeadlineReached(DeadlineKind.OFFER, 1), 10.0)
    line.ask(make_contact(2, "bo"))
    line.sign_in(make_agent(2, BOTH))  # takes the Tibetan caller
    line.do(AgentBecameReady(1), 15.0)
    assert line.rung(1) == [1]
    line.do(ContactLeft(2), 16.0)
    line.do(OfferDeclined(line.offer_of(1).id, 1), 17.0)
    assert line.rung(1) == [2]


def test_b14_who_transferred_a_contact_does_not_get_it_back_while_another_can_serve():
    line = Line([make_agent(1), make_agent(2)])
    line.ask(make_contact(1))
    talk(line, 1, 1.0)
    line.do(ContactTransferred(1, "general"), 30.0)
    assert line.rung(1) == [2]


def test_b15_the_preferred_agent_goes_before_the_tuple_and_is_not_waited_for():
    line = Line([make_agent(1), make_agent(2, BOTH)])
    line.ask(make_contact(1, preferred_agent=2))
    assert line.rung(1) == [2]
    line.ask(make_contact(2, preferred_agent=2))
    assert line.rung(2) == [1]


def test_b16_paused_offline_unpermitted_and_full_agents_are_never_offered_anything():
    line = Line([make_agent(n) for n in (1, 2, 3, 4)])
    line.do(AgentBecameNotReady(1, "lunch"))
    line.do(AgentSignedOut(2))
    unpermitted = make_agent(3, permitted=False)
    line.rows.agents[3].permitted = False
    line.do(AgentChanged(unpermitted))
    line.ask(make_contact(1))
    assert line.rung(1) == [4]
    line.ask(make_contact(2))
    assert line.rung(2) == []


def test_b17_voice_excludes_chat_and_the_reverse_unless_the_capacity_says_otherwise():
    line = Line([make_agent(1)])
    line.ask(make_contact(1))
    line.ask(make_contact(2, channel=Channel.CHAT))
    assert line.rung(2) == []
    line = Line([make_agent(1)])
    line.ask(make_contact(1, channel=Channel.CHAT))
    line.ask(make_contact(2))
    assert line.rung(2) == []
    line = Line([make_agent(1, mixes_channels=True)])
    line.ask(make_contact(1, channel=Channel.CHAT))
    talk(line, 1, 0.0)
    line.ask(make_contact(2))
    assert line.rung(2) == [1]


def test_b17_chats_at_once_up_to_the_capacity():
    line = Line([make_agent(1, chat_capacity=2)])
    for number in (1, 2, 3):
        line.ask(make_contact(number, channel=Channel.TEXT))
    assert [line.rung(n) for n in (1, 2, 3)] == [[1], [1], []]


def test_b18_a_caller_without_a_language_seat_is_offered_a_callback_and_an_interpreter():
    experts = [make_agent(n, main="lawyer") for n in range(1, 6)]
    line = Line([*experts, make_agent(6, BOTH)])
    line.ask(make_contact(1, "bo", "lawyer", preferred_agent=None))
    assert line.rung(1) == []
    offered = line.do(DeadlineReached(DeadlineKind.CALLBACK_OFFER, 1), 10.0)
    assert [type(d).__name__ for d in offered] == ["CancelDeadline", "OfferCallback"]
    line.do(DeadlineReached(DeadlineKind.INTERPRET, 1), 15.05)
    assert line.rung(1) == [1, 6]


def make_interpreted_call() -> Line:
    experts = [make_agent(n, main="lawyer") for n in range(1, 5)]
    line = Line([*experts, make_agent(5, BOTH), make_agent(6, BOTH)])
    line.ask(make_contact(1, "bo", "lawyer"))
    line.do(DeadlineReached(DeadlineKind.INTERPRET, 1), 15.05)
    return line


def test_interpreted_call_needs_both_and_engages_both():
    line = make_interpreted_call()
    offer = line.offer_of(1)
    line.do(OfferAccepted(offer.id, 5), 16.0)
    assert refusals(line.do(OfferConnected(offer.id), 16.0)) == ["offer_not_accepted"]
    line.do(OfferAccepted(offer.id, 1), 17.0)
    line.do(OfferConnected(offer.id), 18.0)
    contact = line.contact(1)
    assert (contact.seat_agent, contact.interpreter) == (1, 5)
    line.do(ConversationEnded(1), 100.0)
    assert (line.agent(1).until_at, line.agent(5).until_at) == (160.0, 120.0)


def test_interpreted_call_each_miss_is_its_own():
    line = make_interpreted_call()
    offer = line.offer_of(1)
    line.do(OfferAccepted(offer.id, 5), 16.0)
    line.do(DeadlineReached(DeadlineKind.OFFER, offer.id), 25.05)
    assert (line.agent(1).reason, line.agent(1).misses) == ("missed", 1)
    assert line.agent(5).misses == 0
    assert line.rung(1) == [2, 6]  # 6 has been idle longer than 5 now


def test_interpreted_call_the_guard_keeps_enough_seats_free():
    experts = [make_agent(n, main="lawyer") for n in range(1, 4)]
    guard = Settings(interpreted=InterpretedSettings(guard_seats=5))
    line = Line([*experts, make_agent(4, BOTH)], guard)
    line.ask(make_contact(1, "bo", "lawyer"))
    line.do(DeadlineReached(DeadlineKind.INTERPRET, 1), 15.05)
    assert line.rung(1) == []
    line.sign_in(make_agent(5, main="notary"))
    assert line.rung(1) == [1, 4]


def test_interpreted_call_goes_on_when_the_interpreter_drops_and_another_is_asked():
    line = make_interpreted_call()
    offer = line.offer_of(1)
    for agent in (5, 1):
        line.do(OfferAccepted(offer.id, agent), 17.0)
    line.do(OfferConnected(offer.id), 18.0)
    line.do(AgentLineDropped(1, 5), 60.0)
    assert line.contact(1).seat_agent == 1
    again = line.offer_of(1)
    assert again.agent_ids == (6,)
    line.do(OfferAccepted(again.id, 6), 64.0)
    line.do(OfferConnected(again.id), 65.0)
    assert (line.contact(1).interpreter, line.contact(1).lacks) == (6, None)
