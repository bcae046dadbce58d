"""The database is away, the web is there: callers are kept as when the web is away, nobody is told
of a call-back, nobody is booked as having given up, no agent as having missed anything."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.doors.chat.models import Message
from app.gateway.core.twiml_reader import read_twiml
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.kit.storage.health import LONGEST_LOOK_S, WELL, Health, HealthCheck, look_at_database
from tests.journeys.cast import BO, LI, SILENT, ZH, Hotline, caller, outcomes
from tests.journeys.conftest import Opener
from tests.journeys.database_away import away, go_without, kept_waiting, make_away
from tests.journeys.test_webhook_authentication import VOICE, post


@pytest.fixture
def hotline(open_hotline: Opener, caplog: pytest.LogCaptureFixture) -> Hotline:
    caplog.set_level(logging.CRITICAL)
    opened = open_hotline(longest_wait_s=None)
    make_away(opened)
    return opened


def test_callers_are_kept_and_keep_their_order_and_whoever_calls_meanwhile_is_there(
    hotline: Hotline,
) -> None:
    for number in range(3):
        hotline.ring_in(caller(ZH, talk_s=10, patience_s=3000), f"+861381234000{number}")
        hotline.run(3)
    before = [contact.asked_at for contact in hotline.contacts()]
    go_without(hotline, 5)
    hotline.ring_in(caller(BO, talk_s=10, patience_s=3000), "+8613812340009")
    hotline.run(2)  # asked for the language, which is chosen while the database is away
    go_without(hotline, 60)
    hotline.run(20)
    assert len(hotline.contacts()) == 4
    assert [contact.asked_at for contact in hotline.contacts()][:3] == before
    assert hotline.contact(4).language == "bo", "the key pressed meanwhile is not lost"
    hotline.staff(LI, ("zh", "bo"))
    hotline.run(300)
    assert [contact for contact in hotline.answered_order() if contact != 4] == [1, 2, 3]
    assert 4 in hotline.answered_order()
    assert [hotline.reasons(each) for each in (1, 2, 3, 4)] == [[]] * 4
    assert hotline.breaches() == []


@pytest.mark.parametrize(
    ("path", "verbs"),
    [
        ("/twilio/voice", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/language", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/resume", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/wait", ["Play"]),
        ("/twilio/contacts/{contact}/hold", ["Play"]),
        ("/twilio/contacts/{contact}/callback", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/left", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/join", ["Say", "Pause", "Redirect"]),
        ("/twilio/contacts/{contact}/room-left", ["Say", "Pause", "Redirect"]),
        ("/twilio/legs/{leg}/answered", ["Say", "Pause", "Redirect"]),
        ("/twilio/legs/{leg}/key", ["Say", "Pause", "Redirect"]),
        ("/twilio/legs/{leg}/room-left", ["Hangup"]),
        ("/twilio/legs/{leg}/status", None),
        ("/twilio/rooms/{contact}/events", None),
        ("/twilio/status", None),
    ],
)
def test_no_request_of_the_carrier_is_answered_by_an_error_or_a_hanging_up(
    hotline: Hotline, path: str, verbs: list[str] | None
) -> None:
    hotline.staff()
    hotline.ring_in(caller("1"))
    hotline.run(3)
    address = path.format(contact=hotline.contact().token, leg=hotline.legs()[0].token)
    form = [*VOICE, ("CallStatus", "completed" if verbs is None else "in-progress")]
    form += [("StatusCallbackEvent", "participant-join")]
    with away(hotline.world.services.store.engine):
        answer = post(hotline, address, [*form, ("Digits", "1"), ("QueueResult", "error")])
    if verbs is None:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        return
    read = read_twiml(answer.content, None).verbs
    if hotline.world.services.store.is_sqlite and path.endswith("/hold"):
        verbs = ["Say", "Play"]  # what is only read can be read
    assert (answer.status_code, [type(verb).__name__ for verb in read]) == (200, verbs)
    if verbs[-1] == "Redirect":
        assert address in read[-1].url
        assert "Digits=1" in read[-1].url, "what is said only once comes back"


def test_b30_who_picks_up_while_the_database_is_away_hears_to_hold_and_is_connected(
    hotline: Hotline,
) -> None:
    tashi = hotline.staff(phone=PhonePlan(answers_after_s=3, keys=(KeyPress("1", 15),)))
    hotline.ring_in(caller("1"))
    hotline.run(5)  # it rings
    go_without(hotline, 10)
    hotline.run(12)
    assert hotline.contact().state == "connected"
    assert len(hotline.legs()) == 1
    assert hotline.agent(tashi).misses == 0
    assert hotline.breaches() == []


def test_b30_an_offer_that_lapsed_while_we_were_away_is_nobodys_miss(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller("1", patience_s=3000))
    hotline.run(5)
    go_without(hotline, 60)
    hotline.run(5)
    states = [event.data for event in hotline.events("agent_moved")]
    assert [data["reason"] for data in states if data["reason"] in {"missed", "break"}] == []
    assert hotline.agent(tashi).state == "offered", "still there, so rung again"
    hotline.run(60)
    assert (hotline.agent(tashi).reason, hotline.agent(tashi).misses) == ("missed", 1)


def test_b62_who_hangs_up_while_the_database_is_away_has_not_given_up(hotline: Hotline) -> None:
    hotline.ring_in(caller("1", patience_s=30))
    hotline.run(15)
    go_without(hotline, 60)
    hotline.ring_in(caller("1", patience_s=20), "+8613812340002")
    hotline.run(60)
    assert outcomes(hotline.contacts()) == ["failed", "abandoned"]
    assert hotline.reasons()
    assert hotline.breaches() == []


def test_b30_an_offer_that_lapses_just_after_our_absence_is_nobodys_miss(hotline: Hotline) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller("1", patience_s=3000))
    hotline.run(3)
    left = hotline.offers()[0].deadline_at - hotline.world.clock.now()
    hotline.ring_in(caller("1", patience_s=3000), "+8613812340002")  # chooses meanwhile, in vain
    go_without(hotline, left.total_seconds() - 3)
    hotline.run(20)
    assert hotline.offers()[0].state == "failed"
    assert (hotline.agent(tashi).state, hotline.agent(tashi).misses) == ("offered", 0)
    hotline.run(60)
    assert hotline.agent(tashi).misses == 1, "once rung without an absence, silence is theirs"


@pytest.mark.parametrize(("seconds", "outcome"), [(0.2, "abandoned"), (5, "failed")])
def test_b62_an_end_that_waited_for_a_lock_was_told_while_we_were_away(
    hotline: Hotline, seconds: float, outcome: str
) -> None:
    hotline.ring_in(caller("1", patience_s=3000))
    hotline.run(60)
    sid = str(hotline.legs("caller")[0].call_sid)
    form = [(name, sid if name == "CallSid" else value) for name, value in VOICE]
    with kept_waiting(hotline, seconds):
        post(hotline, "/twilio/status", [*form, ("CallStatus", "completed")])
    assert outcomes(hotline.contacts()) == [outcome]


def test_health_tells_it_and_nobody_who_asks_queues(hotline: Hotline) -> None:
    store = hotline.world.services.store
    check = HealthCheck(hotline.world.clock)
    check.watch("database", lambda: look_at_database(store))
    assert check.look() == {"database": WELL}
    hotline.run(2)
    began_s = time.monotonic()
    with away(store.engine), ThreadPoolExecutor(4) as pool:
        found = [each.result()["database"] for each in [pool.submit(check.look) for _ in range(4)]]
    assert time.monotonic() - began_s < LONGEST_LOOK_S + 1
    assert {each.health for each in found} == {Health.DOWN}
    assert all(each.reason for each in found)
    hotline.run(3)
    assert check.look() == {"database": WELL}


def test_what_was_texted_meanwhile_is_taken_in_once(hotline: Hotline) -> None:
    hotline.world.gateway.switch.text_in("+8613812340002", "+8612348", "老板跑了")
    go_without(hotline, 20)
    hotline.run(60)
    with hotline.world.services.store.read() as session:
        assert session.query(Message).filter(Message.sender == "caller").count() == 1
    assert len(hotline.events("unread_text_taken_in")) == 1
    go_without(hotline, 20)
    hotline.run(60)
    assert len(hotline.events("unread_text_taken_in")) == 1
    assert hotline.breaches() == []
