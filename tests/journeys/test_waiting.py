"""Order, offers and endings of waiting callers, through the carrier."""

from __future__ import annotations

import pytest

from app.gateway.core.switch import Refusal
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.actions import accept_offer, set_ready
from app.kit.errors import Refused
from tests.journeys.cast import (
    ACCEPTS,
    BO,
    DOLMA,
    LI,
    SILENT,
    TASHI,
    ZH,
    Hotline,
    caller,
)
from tests.journeys.conftest import Opener


def test_b01_whoever_began_to_wait_first_is_served_first(hotline: Hotline) -> None:
    """Also those who waited before any agent existed."""
    for number in range(3):
        hotline.ring_in(caller(ZH, talk_s=10), f"+861381234000{number}")
        hotline.run(5)
    hotline.staff()
    hotline.run(400)
    assert hotline.answered_order() == [1, 2, 3]
    assert hotline.breaches() == []


def test_b04_a_missed_offer_keeps_the_start_of_waiting_and_the_place(hotline: Hotline) -> None:
    hotline.staff(TASHI, phone=SILENT)
    hotline.ring_in(caller(ZH, talk_s=10))
    hotline.run(3)
    asked_at = hotline.contact().asked_at
    hotline.ring_in(caller(ZH, talk_s=10), "+8613812340002")
    hotline.run(20)
    assert hotline.offers()[0].state == "no_answer"
    hotline.staff(LI, ("zh",))
    hotline.run(150)
    assert hotline.contact().asked_at == asked_at
    assert hotline.answered_order() == [1, 2]
    assert hotline.breaches() == []


def test_b30_a_lapsed_offer_makes_not_ready_and_the_phone_stops_ringing(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH))
    hotline.run(14)
    agent = hotline.agent(tashi)
    assert (agent.state, agent.reason, agent.misses) == ("not_ready", "missed", 1)
    assert hotline.contact().state == "waiting"
    assert TASHI not in hotline.open_calls()
    hotline.run(60)
    assert hotline.agent(tashi).state == "not_ready", "nobody becomes ready by themselves"
    assert hotline.rung() == [TASHI]


def test_b31_accepting_a_lapsed_offer_is_refused_and_changes_nothing(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH))
    hotline.run(15)
    before = len(hotline.events())
    with (
        pytest.raises(Refused, match="offer_not_pending"),
        hotline.world.services.router.write() as work,
    ):
        accept_offer(work, 1, tashi)
    assert len(hotline.events()) == before
    assert hotline.breaches() == []


def test_b32_when_the_caller_goes_the_phones_stop_within_a_second(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    leg = hotline.ring_in(caller(ZH))
    hotline.run(5)
    assert TASHI in hotline.open_calls()
    hotline.world.gateway.switch.put_down(leg)
    hotline.run(1)
    assert hotline.open_calls() == []
    assert hotline.agent(tashi).state == "ready"
    assert hotline.contact().outcome == "abandoned_short"
    assert hotline.breaches() == []


def test_b33_the_longest_wait_passes_while_an_agent_is_connected(open_hotline: Opener) -> None:
    """The attempt decides: if it fails the caller is told so, and listed for a call-back."""
    hotline = open_hotline(longest_wait_s=12.0)
    hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH))
    hotline.run(8)  # asked after about 1 s, rung for 10 s; the longest wait ends at 13 s
    hotline.staff(LI, ("zh",), phone=SILENT)
    hotline.run(30)
    contact = hotline.contact()
    assert (contact.state, contact.outcome) == ("ended", "timed_out")
    assert hotline.open_calls() == [], "the caller is not left in the queue"
    assert hotline.reasons() == ["missed"]
    assert hotline.breaches() == []
    assert hotline.problems() == []


def test_a_caller_whose_longest_wait_is_over_is_told_and_let_go(open_hotline: Opener) -> None:
    hotline = open_hotline(longest_wait_s=20.0)
    hotline.ring_in(caller(ZH, patience_s=900))
    hotline.run(60)
    assert hotline.contact().outcome == "timed_out"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b34_exactly_one_of_several_gets_the_contact(open_hotline: Opener) -> None:
    hotline = open_hotline(ring_together=2)
    hotline.staff(TASHI)
    hotline.staff(LI, ("zh",), phone=PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.5),)))
    hotline.ring_in(caller(ZH, talk_s=20))
    hotline.run(20)
    assert len(hotline.events("contact_answered")) == 1
    assert hotline.contact().agent_id == 1
    assert hotline.agent(2).state == "ready", "the loser is free again"
    assert LI not in hotline.open_calls()
    assert hotline.breaches() == []


def test_b53_the_caller_hangs_up_in_the_middle(hotline: Hotline) -> None:
    tashi = hotline.staff()
    leg = hotline.ring_in(caller(BO, talk_s=300))
    hotline.run(30)
    hotline.world.gateway.switch.put_down(leg)
    hotline.run(1)
    assert hotline.open_calls() == []
    assert hotline.agent(tashi).state == "wrapping_up"
    assert (len(hotline.tickets()), len(hotline.contacts())) == (1, 1)
    assert hotline.breaches() == []


def test_b54_however_often_it_moves_it_is_one_contact(hotline: Hotline) -> None:
    """Missed, refused by a busy line, then answered: one row, one ticket, one ask."""
    hotline.staff(DOLMA, ("bo",), phone=SILENT)
    hotline.staff(LI, ("bo", "zh"), phone=PhonePlan(refusal=Refusal.BUSY))
    hotline.ring_in(caller(BO, talk_s=10))
    hotline.run(30)
    hotline.staff(TASHI)
    hotline.run(120)
    assert len(hotline.offers()) == 3
    assert (len(hotline.contacts()), len(hotline.tickets())) == (1, 1)
    assert len(hotline.events("contact_asked")) == 1
    assert hotline.contact().outcome == "answered"
    assert hotline.breaches() == []


def test_b57_the_caller_goes_between_the_accept_and_the_joining(hotline: Hotline) -> None:
    tashi = hotline.staff()
    leg = hotline.ring_in(caller(BO))

    def leave_when_joining() -> None:
        if hotline.events("offer_joining") and hotline.contact().answered_at is None:
            hotline.world.gateway.switch.put_down(leg)

    post = type(hotline.world).post
    hotline.world.gateway.pump(lambda request: post(hotline.world, request))
    while hotline.now_s < 60 and not any(c.state == "ended" for c in hotline.contacts()):
        due_at = hotline.world.find_next_due()
        assert due_at is not None
        hotline.world.clock.advance_to(due_at)
        hotline.world.gateway.advance_to(due_at)
        while hotline.world.gateway.pump(lambda request: post(hotline.world, request)):
            leave_when_joining()
        hotline.world.services.dispatcher.run_until_idle()
    hotline.run(30)
    assert hotline.contact().answered_at is None
    assert hotline.contact().outcome == "abandoned"
    assert hotline.agent(tashi).state == "ready"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b62_every_ending_is_one_class_of_its_own(open_hotline: Opener) -> None:
    hotline = open_hotline(longest_wait_s=60.0)
    greeting = PhonePlan(hangs_up_after_s=2)
    short = PhonePlan(keys=(KeyPress("2", 1.0),), patience_s=3)
    long = PhonePlan(keys=(KeyPress("2", 1.0),), patience_s=30)
    for number, plan in enumerate([greeting, short, long, caller(ZH)]):
        hotline.ring_in(plan, f"+861381234000{number}")
    hotline.run(120)
    found: list[Contact] = hotline.contacts()
    assert [contact.outcome for contact in found] == [
        "abandoned_short",
        "abandoned_short",
        "abandoned",
        "timed_out",
    ]
    assert [contact.asked_at is None for contact in found] == [True, False, False, False]
    assert hotline.breaches() == []


def test_an_agent_who_is_made_ready_again_is_offered_the_same_caller(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH))
    hotline.run(15)
    hotline.world.gateway.switch.plans[TASHI] = ACCEPTS
    with hotline.world.services.router.write() as work:
        set_ready(work, tashi)
    hotline.run(10)
    assert hotline.contact().state == "connected"
    assert hotline.breaches() == []
