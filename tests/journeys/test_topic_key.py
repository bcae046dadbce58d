"""The optional second key: off by default, nothing pressed is a person, its answer is counted."""

from __future__ import annotations

import pytest

from app.calls.topic_actions import set_topic_keys
from app.calls.topic_queries import count_keyed_topics
from app.errors import BadSetting
from app.telephony.gateway.simulated.plans import KeyPress, PhonePlan
from app.tickets.actions import close_ticket
from tests.journeys.cast import BO, LI, ZH, Hotline, caller
from tests.journeys.people import LAWYER

KEYED = PhonePlan(keys=(KeyPress(ZH, 1.0), KeyPress("1", 1.0, gather=2)), talk_s=20)


def ask(hotline: Hotline, **keys: str) -> None:
    with hotline.world.parts.desk.write() as work:
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
    with hotline.world.parts.store.write() as uow:
        close_ticket(uow, 1, lawyer, "03")
    with hotline.world.parts.store.read() as session:
        found = count_keyed_topics(session)
    assert (found.right, found.compared, found.share) == (1, 1, 1.0)
    assert hotline.problems() == []
    assert hotline.breaches() == []


def test_nothing_pressed_is_a_person(hotline: Hotline) -> None:
    ask(hotline, k1="03")
    li = hotline.staff(LI, ("zh",))
    hotline.ring_in(caller(ZH, talk_s=20))
    hotline.run(60)
    assert hotline.contact().topic_by_key is None
    assert [event.agent_id for event in hotline.events("contact_answered")] == [li]


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
