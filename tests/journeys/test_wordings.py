"""B109: whether somebody is gone is known from the state of their own call, or by asking the
carrier; never from one carrier's wording or order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.hotline.calls.talking.gone import PARTY_GONE, Consequence, Party, Stage, read_room_reason
from app.telephony.endings import FINISHED, is_line_broken
from tests.journeys.cast import DOLMA, TASHI, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.people import (
    LAWYER,
    PEMA,
    break_line,
    consult,
    hand_over,
    hang_up,
    hears_people,
    is_on_line,
    start_talk,
    transfer,
)
from tests.journeys.test_webhook_authentication import Form, post
from tests.journeys.wordings import WORDINGS


@pytest.fixture
def hotline(request: pytest.FixtureRequest, open_on_sqlite: Opener) -> Hotline:
    """Its carrier has the harshest wording, or the one that a test names."""
    opened = open_on_sqlite()
    opened.reword(getattr(request, "param", WORDINGS["late-without-words"]))
    return opened


@pytest.mark.parametrize("hotline", WORDINGS.values(), ids=WORDINGS, indirect=True)
def test_b109_a_caller_passed_on_unseen_is_not_cut_off(hotline: Hotline) -> None:
    start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer", is_ready=False)
    transfer(hotline, seat="lawyer")
    hotline.run(5)
    assert hotline.contact().state == "waiting"
    assert is_on_line(hotline, PEMA)
    hotline.make_ready(lawyer)
    hotline.run(20)
    assert hotline.contact().agent_id == lawyer
    assert hears_people(hotline, PEMA)
    hang_up(hotline, PEMA)
    hotline.run(90)
    assert (hotline.contact().state, hotline.contact().outcome) == ("ended", "answered")
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


@pytest.mark.parametrize("lose", [hang_up, break_line])
def test_b109_a_caller_who_is_gone_is_gone_at_once(
    hotline: Hotline, lose: Callable[[Hotline, str], None]
) -> None:
    tashi = start_talk(hotline)
    lose(hotline, PEMA)
    hotline.run(1)
    assert hotline.contact().state == "wrapping_up"
    assert hotline.agent(tashi).state == "wrapping_up"
    hotline.run(90)
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b109_an_agent_whose_line_breaks_is_rung_again(hotline: Hotline) -> None:
    tashi = start_talk(hotline)
    break_line(hotline, TASHI)
    hotline.run(1)
    assert hotline.contact().state in {"waiting", "offered"}
    hotline.run(30)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", tashi)
    assert hears_people(hotline, PEMA)


def test_b109_who_is_handed_over_goes_on_talking(hotline: Hotline) -> None:
    start_talk(hotline)
    lawyer = hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    consult(hotline, agent_id=lawyer)
    hotline.run(15)
    hand_over(hotline)
    hotline.run(10)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", lawyer)
    assert hears_people(hotline, PEMA)


def test_b109_a_caller_outside_the_room_is_fetched_back(hotline: Hotline) -> None:
    """Somebody at the carrier took them out of the room: the line still stands."""
    tashi = start_talk(hotline)
    exchange = hotline.world.gateway.carrier.exchange
    [room] = exchange.live_conferences.values()
    [present] = [each for each in room.participants if each.call.direction == "inbound"]
    hotline.world.services.carrier.move_call(
        present.call.sid, f"http://hotline.localhost/twilio/contacts/{hotline.contact().token}/hold"
    )
    hotline.run(20)
    assert (hotline.contact().state, hotline.contact().agent_id) == ("connected", tashi)
    assert hears_people(hotline, PEMA)


@pytest.mark.parametrize("result", ["hangup", "abandoned", "", "leave", "timeout"])
def test_b109_whoever_waits_is_not_cut_off_by_a_word(hotline: Hotline, result: str) -> None:
    hotline.staff(DOLMA, is_ready=False)
    hotline.ring_in(caller(), PEMA)
    hotline.run(20)
    [leg] = hotline.legs("caller")
    form: Form = [("CallSid", leg.call_sid or ""), ("CallStatus", "in-progress")]
    path = f"/twilio/contacts/{hotline.contact().token}/left"
    answer = post(hotline, path, [*form, ("QueueResult", result)])
    assert "<Redirect" in answer.text
    assert hotline.contact().state == "waiting"
    assert hotline.breaches() == []


@pytest.mark.parametrize("status", sorted(FINISHED))
def test_b109_who_is_gone_stands_in_one_table(status: str) -> None:
    reason = read_room_reason(status)
    at = {stage: PARTY_GONE[Party.CALLER, stage, reason] for stage in Stage}
    assert at[Stage.TALK] is Consequence.HANG_UP
    assert at[Stage.WAITING] is Consequence.ASK, "moved by us: their own call says"
    assert at[Stage.AFTER] is Consequence.NOTHING


@pytest.mark.parametrize(
    ("status", "sip_code", "is_broken"),
    [
        ("completed", "", False),
        ("completed", "200", False),
        ("completed", "487", False),
        ("completed", "16", False),
        ("completed", "Q.850;cause=16", False),
        ("completed", "408", True),
        ("completed", "503", True),
        ("failed", "", True),
    ],
)
def test_b109_only_a_failure_breaks_a_line(status: str, sip_code: str, *, is_broken: bool) -> None:
    assert is_line_broken(status, sip_code) is is_broken
