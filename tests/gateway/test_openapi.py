"""Every REST answer, and every request that our tests send, against Twilio's own description."""

from __future__ import annotations

import pytest

from app.gateway.simulated.plans import PhonePlan
from tests.gateway.checked import CheckedWorld
from tests.gateway.openapi import TwilioDescription, read_description
from tests.gateway.world import AGENT, APP, CALLER, HOTLINE, SID


@pytest.fixture(scope="module")
def description() -> TwilioDescription:
    return read_description()


def start() -> CheckedWorld:
    room = '<Dial><Conference waitUrl="">room</Conference></Dial>'
    world = CheckedWorld({"/voice": '<Enqueue waitUrl="">q</Enqueue>', "/room": room})
    world.gateway.switch.plans[AGENT] = PhonePlan()
    world.call_in(PhonePlan())
    return world


def test_calls(description: TwilioDescription) -> None:
    world = start()
    made = world.made(
        "POST",
        "Calls",
        ("To", AGENT),
        ("From", HOTLINE),
        ("Url", f"{APP}/room"),
        ("Timeout", "20"),
        ("StatusCallback", f"{APP}/leg"),
        ("StatusCallbackEvent", "answered"),
        ("StatusCallbackEvent", "completed"),
        ("MachineDetection", "Enable"),
    )
    world.run(8)
    for filters in ((), (("To", AGENT),), (("Status", "in-progress"), ("PageSize", "1"))):
        assert world.made("GET", "Calls", *filters)["calls"]
    world.made("GET", f"Calls/{made['sid']}")
    world.made("POST", f"Calls/{made['sid']}", ("Url", f"{APP}/room"), ("Method", "POST"))
    world.made("POST", f"Calls/{made['sid']}", ("Status", "completed"))
    ended = world.made("GET", f"Calls/{made['sid']}")
    assert (ended["status"], ended["duration"]) == ("completed", "3")
    assert world.made("GET", "Calls", ("StartTime>", "2026-11-24"))["calls"] == []


def test_queues_and_members(description: TwilioDescription) -> None:
    world = start()
    made = world.made("POST", "Queues", ("FriendlyName", "other"), ("MaxSize", "50"))
    assert world.made("POST", f"Queues/{made['sid']}", ("MaxSize", "60"))["max_size"] == 60
    queues = world.made("GET", "Queues")["queues"]
    assert isinstance(queues, list)
    queue = f"Queues/{queues[0]['sid']}"
    assert world.made("GET", queue)["current_size"] == 1
    members = world.made("GET", f"{queue}/Members")["queue_members"]
    assert isinstance(members, list)
    world.made("GET", f"{queue}/Members/{members[0]['call_sid']}")
    world.made("POST", f"{queue}/Members/Front", ("Url", f"{APP}/room"))
    assert world.made("GET", queue)["current_size"] == 0


def test_conferences_and_participants(description: TwilioDescription) -> None:
    world = start()
    queues = world.made("GET", "Queues")["queues"]
    assert isinstance(queues, list)
    world.made("POST", f"Queues/{queues[0]['sid']}/Members/Front", ("Url", f"{APP}/room"))
    conferences = world.made("GET", "Conferences", ("FriendlyName", "room"))["conferences"]
    assert isinstance(conferences, list)
    room = f"Conferences/{conferences[0]['sid']}"
    world.made(
        "POST",
        f"{room}/Participants",
        ("To", AGENT),
        ("From", HOTLINE),
        ("Label", "agent"),
        ("Beep", "false"),
        ("EarlyMedia", "true"),
        ("EndConferenceOnExit", "false"),
        ("ConferenceStatusCallbackEvent", "join"),
    )
    world.run(8)
    participants = world.made("GET", f"{room}/Participants")["participants"]
    assert isinstance(participants, list)
    caller, agent = participants
    one = f"{room}/Participants/{caller['call_sid']}"
    world.made("GET", f"{room}/Participants/agent")
    assert world.made("POST", one, ("Muted", "true"))["muted"] is True
    held = world.made("POST", one, ("Hold", "true"), ("HoldUrl", f"{APP}/music"))
    assert held["hold"] is True
    coached = (("Coaching", "true"), ("CallSidToCoach", str(caller["call_sid"])))
    assert world.made("POST", f"{room}/Participants/agent", *coached)["coaching"] is True
    world.made("DELETE", f"{room}/Participants/{agent['call_sid']}")
    world.made("POST", room, ("Status", "completed"))
    ended = world.made("GET", room)
    assert ended["reason_conference_ended"] == "conference-ended-via-api"


def test_numbers(description: TwilioDescription) -> None:
    world = start()
    numbers = world.made("GET", "IncomingPhoneNumbers")["incoming_phone_numbers"]
    assert isinstance(numbers, list)
    assert numbers[0]["phone_number"] == HOTLINE
    assert numbers[0]["voice_url"] == f"{APP}/voice"


def test_paging_reaches_everything(description: TwilioDescription) -> None:
    world = start()
    for _ in range(4):
        world.call_in(PhonePlan(), CALLER)
    page = world.made("GET", "Calls", ("PageSize", "2"))
    assert str(page["next_page_uri"]).endswith("PageSize=2&Page=1")
    assert page["previous_page_uri"] is None
    last = world.made("GET", "Calls", ("PageSize", "2"), ("Page", "2"))
    assert len(last["calls"]) == 1  # type: ignore[arg-type]
    assert last["next_page_uri"] is None


def test_the_check_finds_faults(description: TwilioDescription) -> None:
    path = f"/2010-04-01/Accounts/{SID}/Calls.json"
    assert description.find_request_faults("POST", path, [("To", "+1"), ("Frobnicate", "1")])
    assert description.find_request_faults("POST", path, [("Timeout", "soon")])
    assert description.find_answer_faults("POST", path, 201, {"sid": "CA1"})
    assert description.find_answer_faults("POST", path, 418, {})
