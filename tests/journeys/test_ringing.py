"""The telephone of somebody who answers: what it is told, SIP addresses, several at once."""

from __future__ import annotations

from sqlalchemy import select

from app.gateway.core.sounds import Speech
from app.gateway.simulated.plans import CLIENT
from app.hotline.agents.models import Agent
from app.hotline.dispatch.actions import accept_offer
from tests.journeys.cast import ACCEPTS, BO, DOLMA, SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import heard_by, phone

SIP = "sip:tashi@county.example"


def whispers(hotline: Hotline, number: str) -> list[str]:
    """The sentences spoken to a telephone that was picked up."""
    return [sound.text for sound in heard_by(hotline, number) if isinstance(sound, Speech)]


def test_the_agent_hears_language_matter_and_wait_before_taking_the_call(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=60))
    hotline.run(8)
    assert whispers(hotline, TASHI)[0] == "藏语，综合，等候4秒。"
    assert hotline.problems() == []


def test_a_known_topic_and_a_long_wait_are_told(hotline: Hotline) -> None:
    tashi = hotline.staff(is_ready=False)
    hotline.ring_in(caller(ZH, talk_s=60))
    hotline.run(120)
    hotline.change_contact(1, topic="03")
    hotline.make_ready(tashi)
    hotline.run(6)
    assert whispers(hotline, TASHI)[0] == "汉语，劳动人事·欠薪，等候2分钟。"


def test_a_sip_telephone_is_rung_like_any_other(hotline: Hotline) -> None:
    hotline.staff(SIP)
    hotline.ring_in(caller(BO, talk_s=20))
    hotline.run(60)
    assert hotline.rung() == [SIP]
    assert hotline.contact().answered_at is not None
    assert hotline.problems() == []
    assert hotline.breaches() == []


def test_b34_several_duty_telephones_ring_at_once_and_the_losers_are_told(
    open_hotline: Opener,
) -> None:
    """Two are rung and both press 1; one gets the caller, the other hears that it is too late."""
    hotline = open_hotline(ring_together=3)
    numbers = [TASHI, DOLMA, "+8613900000004"]
    for number in numbers:
        hotline.staff(number, phone=ACCEPTS)
    hotline.world.gateway.switch.plans["+8613900000004"] = SILENT
    hotline.ring_in(caller(BO, talk_s=60))
    while not hotline.events("offer_accepted"):
        hotline.run(0.2)
    assert hotline.rung() == numbers
    assert "+8613900000004" not in hotline.open_calls(), "who has not picked up is rung no more"
    loser = phone(hotline, DOLMA if hotline.events("offer_accepted")[0].agent_id == 1 else TASHI)
    hotline.run(10)
    assert hotline.contact().state == "connected"
    said = [sound.text for _, sound in loser.heard if isinstance(sound, Speech)]
    assert said[-1] == "已有同事接听，谢谢。"
    assert loser.number not in hotline.open_calls()
    with hotline.world.services.store.read() as session:
        states = sorted(session.scalars(select(Agent.state)))
    assert states == ["engaged", "ready", "ready"]
    assert hotline.breaches() == []


def test_a_browser_is_rung_and_the_call_is_taken_on_the_console(hotline: Hotline) -> None:
    tashi = hotline.staff("client:tashi", phone=CLIENT)
    hotline.ring_in(caller(BO, talk_s=20))
    hotline.run(6)
    (offer,) = hotline.offers()
    with hotline.world.services.router.write() as work:
        accept_offer(work, offer.id, tashi)
    hotline.run(60)
    assert hotline.rung() == ["client:tashi"]
    assert hotline.contact().outcome == "answered"
    assert hotline.problems() == []
    assert hotline.breaches() == []
