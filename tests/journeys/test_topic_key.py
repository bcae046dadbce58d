"""The optional second key: off by default, nothing pressed is a person, its answer is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.waiting.topic_actions import set_topic_keys
from app.hotline.calls.waiting.topic_queries import KeyedTopics, count_keyed_topics
from app.hotline.tickets.actions import close_ticket
from app.kit.errors import BadSetting
from tests.journeys.cast import BO, LI, START, ZH, Hotline, caller
from tests.journeys.people import LAWYER

KEYED = PhonePlan(keys=(KeyPress(ZH, 1.0), KeyPress("1", 1.0, gather=2)), talk_s=20)


def ask(hotline: Hotline, **keys: str) -> None:
    with hotline.world.services.router.write() as work:
        set_topic_keys(work, {key[1:]: topic for key, topic in keys.items()})


def test_the_key_is_the_topic_and_the_kind_of_seat(hotline: Hotline) -> None:
    ask(hotline, k1="03", k2="15")
    hotline.staff(LI, ("zh",))
    lawyer = hotline.staff(LAWYER, ("zh",), seat="lawyer")
    hotline.ring_in(KEYED)
    hotline.run(60)
    contact = hotline.contact()
    assert (contact.topic_by_key, contact.seat) == ("03", "lawyer")
    assert [event.agent_id for event in hotline.events("contact_answered")] == [lawyer]
    with hotline.world.services.store.write() as uow:
        close_ticket(uow, 1, lawyer, "03")
    with hotline.world.services.store.read() as session:
        found = count_keyed_topics(session)
    assert (found.pressed_share.value, found.right_share.value) == (100.0, 100.0)
    assert hotline.problems() == []
    assert hotline.breaches() == []


def test_nothing_pressed_is_a_person(hotline: Hotline) -> None:
    ask(hotline, k1="03")
    li = hotline.staff(LI, ("zh",))
    hotline.ring_in(caller(ZH, talk_s=20))
    hotline.run(60)
    assert hotline.contact().topic_by_key is None
    assert [event.agent_id for event in hotline.events("contact_answered")] == [li]


def count(hotline: Hotline, since_s: float = 0) -> KeyedTopics:
    with hotline.world.services.store.read() as session:
        return count_keyed_topics(session, START + timedelta(seconds=since_s))


def test_asked_pressed_and_right_are_counted_of_each_other(hotline: Hotline) -> None:
    ask(hotline, k1="03")
    for number, plan in (("1", KEYED), ("2", KEYED), ("3", caller(ZH, patience_s=20))):
        hotline.ring_in(plan, number=f"+861381234000{number}")
    hotline.run(60)
    with hotline.world.services.store.write() as uow:
        close_ticket(uow, 1, None, "03")
        close_ticket(uow, 2, None, "04")
    assert count(hotline) == KeyedTopics(asked=3, pressed=2, compared=2, right=1)
    assert count(hotline, since_s=60) == KeyedTopics(0, 0, 0, 0), "asked before the window"


def test_b82_nobody_asked_is_empty(hotline: Hotline) -> None:
    nobody = count(hotline)
    assert (nobody.pressed_share.value, nobody.right_share.value) == (None, None)


def test_it_is_not_asked_by_default(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=20))
    hotline.run(30)
    assert "POST /twilio/contacts/{token}/topic" not in hotline.protocol.said


@pytest.mark.parametrize("keys", [{"k6": "03"}, {"k1": "77"}])
def test_keys_that_cannot_be_asked_are_refused_with_their_place(
    hotline: Hotline, keys: dict[str, str]
) -> None:
    with pytest.raises(BadSetting):
        ask(hotline, **keys)
