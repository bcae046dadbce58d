"""What happened while we were down is asked for, and is nobody else's fault."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.doors.chat.first_answer import answer_first
from app.doors.chat.models import Message
from app.doors.chat.text_wording import TextWording
from app.doors.webhooks import homecoming
from app.doors.webhooks.incoming_texts import TakenText
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.answers.actions import seed_articles
from app.hotline.dispatch.router import RoutingWork
from app.kit.storage.outbox import Lane, Outbox
from app.telephony.port import Carrier, CarrierRefused, CarrierUnreachable, IncomingText
from tests.journeys.broken import WatchedCarrier
from tests.journeys.cast import SILENT, TASHI, Hotline, caller, outcomes
from tests.journeys.conftest import Opener
from tests.journeys.crashing import CrashingWorld, Killed, make_crashing, restart
from tests.journeys.test_webhook_authentication import post

DOWN_S = 10


@pytest.fixture
def hotline(open_hotline: Opener) -> Hotline:
    opened: Hotline = open_hotline(longest_wait_s=None)
    opened.world = make_crashing(opened.world, DOWN_S)
    return opened


def die(hotline: Hotline) -> None:
    assert isinstance(hotline.world, CrashingWorld)
    hotline.world.die()


@pytest.mark.parametrize("key_after_s", [1.0, 4.0])
def test_b30_who_picks_up_while_we_are_down_stays_ready_and_is_rung_again(
    hotline: Hotline, key_after_s: float
) -> None:
    """Killed before the picking up, or between it and the key."""
    phone = PhonePlan(answers_after_s=3, keys=(KeyPress("1", key_after_s),))
    tashi = hotline.staff(phone=phone)
    hotline.ring_in(caller("1", talk_s=30, patience_s=300))
    hotline.run(5 if key_after_s == 1.0 else 8)
    die(hotline)
    hotline.run(40)
    moved = [event.data["reason"] for event in hotline.events("agent_moved")]
    assert not {"missed", "phone_failed", "break"} & set(moved)
    assert hotline.agent(tashi).misses == 0
    assert hotline.contact().state == "connected"
    hotline.run(300)
    assert hotline.breaches() == []


def test_b30_an_offer_that_lapsed_while_we_were_down_is_nobodys_miss(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller("1", patience_s=3000))
    hotline.run(8)
    die(hotline)
    hotline.run(DOWN_S + 5)
    assert hotline.agent(tashi).misses == 0
    hotline.run(60)
    assert (hotline.agent(tashi).reason, hotline.agent(tashi).misses) == ("missed", 1)


def test_b72_who_hung_up_while_we_were_down_has_not_given_up_and_is_listed(
    hotline: Hotline,
) -> None:
    hotline.ring_in(caller("1", patience_s=20))
    hotline.run(19)
    die(hotline)
    hotline.run(60)
    assert outcomes(hotline.contacts()) == ["failed"]
    assert hotline.reasons()
    assert hotline.breaches() == []


def test_nobody_is_forgotten_who_called_and_hung_up_while_we_were_down(hotline: Hotline) -> None:
    hotline.ring_in(caller("1", patience_s=20))
    hotline.run(30)
    die(hotline)
    hotline.run(1)
    hotline.ring_in(PhonePlan(patience_s=3), "+8613812340007")
    hotline.ring_in(caller("1", patience_s=300), "+8613812340008")
    hotline.run(90)
    assert len(hotline.contacts()) == 3, "each once"
    assert outcomes(hotline.contacts())[:1] == ["abandoned"]
    assert sorted(str(outcome) for outcome in outcomes(hotline.contacts())[1:]) == [
        "None",
        "failed",
    ]
    assert len(hotline.events("unheard_caller_listed")) == 1
    assert hotline.breaches() == []


def text_in(hotline: Hotline, number: str, body: str, *media: tuple[str, bytes]) -> None:
    hotline.world.gateway.switch.text_in(number, "+8612348", body, *media)


def test_what_was_texted_while_we_were_down_is_taken_in_once(hotline: Hotline) -> None:
    text_in(hotline, "+8613812340001", "工资没有发")
    hotline.run(30)
    die(hotline)
    hotline.run(1)
    text_in(hotline, "+8613812340002", "老板跑了", ("image/jpeg", b"\xff\xd8\xff\xe0picture"))
    text_in(hotline, "+8613812340003", "退订")
    hotline.run(2)
    text_in(hotline, "+8613812340002", "怎么办")
    hotline.run(90)
    with hotline.world.services.store.read() as session:
        said = list(session.scalars(select(Message).where(Message.sender == "caller")))
    assert len(said) == 4, "words, words with a picture, words: each once"
    assert len(hotline.contacts()) == 2
    assert len(hotline.events("unread_text_taken_in")) == 3
    assert len(hotline.events("texts_refused")) == 1, "an opting out while we are down holds"
    die(hotline)
    hotline.run(90)
    assert len(hotline.events("unread_text_taken_in")) == 3
    assert hotline.breaches() == []


def test_half_a_character_stops_no_text_that_came_while_we_were_down(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A carrier cuts an emoji in two, and a fault of ours with one text leaves the others."""
    text_in(hotline, "+8613812340001", "工资没有发")
    hotline.run(30)
    die(hotline)
    hotline.run(1)
    text_in(hotline, "+8613812340002", "老板跑了")
    carrier = hotline.world.services.carrier
    come, read = type(carrier).list_texts, homecoming.take_text

    def list_texts(self: Carrier, since: datetime) -> list[IncomingText]:
        odd = IncomingText("SM" + "8" * 32, "+8613812340003", "欠薪\ud83d")
        broken = IncomingText("SM" + "9" * 32, "+8613812340004", "broken")
        return [odd, broken, *come(carrier, since)]

    def take(
        work: RoutingWork, wording: TextWording, text: IncomingText, **more: bool
    ) -> TakenText:
        if text.text == "broken":
            raise RuntimeError("a fault of ours")
        return read(work, wording, text, **more)

    monkeypatch.setattr(type(carrier), "list_texts", list_texts)
    monkeypatch.setattr(homecoming, "take_text", take)
    hotline.run(90)
    assert len(hotline.events("unread_text_taken_in")) == 2
    assert len(hotline.contacts()) == 3
    assert hotline.breaches() == []


def list_said(hotline: Hotline, sender: str) -> list[str]:
    with hotline.world.services.store.read() as session:
        said = session.scalars(select(Message).where(Message.sender == sender))
        return [str(message.sender_token) for message in said]


def test_b101_what_was_texted_while_we_were_down_gets_its_first_answer_once(
    hotline: Hotline,
) -> None:
    """As if it had just come: what is sure is answered, whoever is in danger is told who helps."""
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    text_in(hotline, "+8613812340001", "喂")
    hotline.run(30)
    said_before = list_said(hotline, "hotline")
    die(hotline)
    hotline.run(1)
    text_in(hotline, "+8613812340002", "老板拖欠我的工资不给怎么办")
    text_in(hotline, "+8613812340002", "已经半年了")
    text_in(hotline, "+8613812340003", "他打我，我快被打死了，救命")
    hotline.run(90)
    assert len(hotline.events("unread_text_taken_in")) == 3
    answered = hotline.events("first_answer_given", "choice_offered")
    assert [event.contact_id for event in answered] == [2]
    assert hotline.contact(3).danger
    told = [token for token in list_said(hotline, "hotline") if token not in said_before]
    assert len(told) >= 2, "an answer, and who helps at once"
    die(hotline)
    hotline.run(90)
    assert len(hotline.events("first_answer_given", "choice_offered")) == 1
    assert hotline.breaches() == []


@pytest.mark.parametrize("comes_while", ["down", "up"])
def test_b101_who_dies_before_the_first_answer_gives_it_once_when_they_are_back(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch, comes_while: str
) -> None:
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    asked = 0

    def answer_or_die(*asking: Any) -> bool:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise Killed
        return answer_first(*asking)

    monkeypatch.setattr("app.run.main.answer_first", answer_or_die)
    monkeypatch.setattr("app.doors.webhooks.messages.answer_first", answer_or_die)
    hotline.ring_in(caller("1", patience_s=3))
    hotline.run(30)
    if comes_while == "down":
        die(hotline)
        hotline.run(1)
    text_in(hotline, "+8613812340002", "老板拖欠我的工资不给怎么办")
    hotline.run(90)
    assert asked == 2
    assert len(hotline.events("first_answer_given", "choice_offered")) == 1
    die(hotline)
    hotline.run(90)
    assert asked == 2, "it is owed no more"
    assert hotline.breaches() == []


def test_a_text_is_one_whichever_way_it_comes_first(hotline: Hotline) -> None:
    hotline.ring_in(caller("1", patience_s=20))
    hotline.run(30)
    die(hotline)
    hotline.run(1)
    text_in(hotline, "+8613812340002", "老板跑了")
    hotline.run(60)
    messages = hotline.world.gateway.carrier.exchange.messages.values()
    [message] = [each for each in messages if each.direction == "inbound"]
    told = [("From", "+8613812340002"), ("MessageSid", message.sid), ("Body", message.body)]
    assert post(hotline, "/twilio/messages", told).status_code == 200
    with hotline.world.services.store.read() as session:
        assert session.query(Message).filter(Message.sender == "caller").count() == 1


def test_nobody_is_rung_twice_for_a_caller_who_has_gone(hotline: Hotline) -> None:
    """Gone while nobody heard it: the first joining that is refused asks, and that is the end."""
    hotline.ring_in(caller("1", patience_s=20))
    hotline.run(17)
    die(hotline)
    hotline.run(DOWN_S)
    tashi = hotline.staff()
    hotline.run(14)
    assert hotline.rung().count(TASHI) == 1
    assert outcomes(hotline.contacts()) == ["failed"]
    assert hotline.agent(tashi).misses == 0
    hotline.run(60)
    assert hotline.breaches() == []


def list_owed(hotline: Hotline) -> list[str]:
    with hotline.world.services.store.read() as session:
        owed = select(Outbox.kind).where(Outbox.lane == Lane.CALL, Outbox.done_at.is_(None))
        return list(session.scalars(owed))


def test_a_carrier_that_is_silent_while_a_joining_fails_is_asked_again(hotline: Hotline) -> None:
    carrier = WatchedCarrier(hotline.world.services.carrier)
    restart(hotline.world, carrier)
    silent_until_s = 60.0

    def fail(_number: int, name: str) -> None:
        if name in {"take_from_queue", "move_call"} and hotline.now_s < silent_until_s:
            raise CarrierRefused(status=400)
        if name in {"fetch_call", "list_room"} and hotline.now_s < silent_until_s:
            raise CarrierUnreachable

    carrier.before = fail
    hotline.staff()
    hotline.ring_in(caller("1", patience_s=300, talk_s=30))
    hotline.run(silent_until_s)
    assert carrier.names.count("take_from_queue") == 1, "the step is over: it blocks no later one"
    assert list_owed(hotline) == []
    hotline.run(90)
    assert hotline.contact().answered_at is not None
    assert hotline.events("effect_given_up") == [], "the joining's deadline asks again"
    hotline.run(200)
    assert hotline.breaches() == []
