"""Answering machines, and announcements in a conference."""

from __future__ import annotations

from app.gateway.core.sounds import Speech
from app.gateway.simulated.plans import PhonePlan
from tests.gateway.checked import CheckedWorld
from tests.gateway.world import AGENT, APP, CALLER, HOTLINE, World

CALL = (("To", AGENT), ("From", HOTLINE), ("Url", f"{APP}/agent"))


def test_the_document_waits_for_the_verdict() -> None:
    for answered_by, at_s in (("human", 7), ("machine_start", 9)):
        world = CheckedWorld({"/agent": "<Hangup/>"})
        world.gateway.switch.plans[AGENT] = PhonePlan(answered_by=answered_by)
        world.made("POST", "Calls", *CALL, ("MachineDetection", "Enable"))
        world.run(20)
        (seen,) = world.at("/agent")
        assert (seen.params["AnsweredBy"], seen.seconds) == (answered_by, at_s)


def test_the_verdict_may_come_meanwhile() -> None:
    world = CheckedWorld({"/agent": "<Pause length='60'/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(answered_by="machine_start")
    detection = (
        ("MachineDetection", "DetectMessageEnd"),
        ("AsyncAmd", "true"),
        ("AsyncAmdStatusCallback", f"{APP}/who"),
    )
    made = world.made("POST", "Calls", *CALL, *detection)
    world.run(20)
    assert world.at("/agent")[0].seconds == 5
    (who,) = world.at("/who")
    assert (who.params["AnsweredBy"], who.seconds) == ("machine_start", 9)
    assert who.params["MachineDetectionDuration"] == "4000"
    assert world.made("GET", f"Calls/{made['sid']}")["answered_by"] == "machine_start"


def heard(world: World, number: str) -> list[str]:
    phones = world.gateway.switch.phones.values()
    sounds = next(phone.heard for phone in phones if phone.number == number)
    return [sound.text for _, sound in sounds if isinstance(sound, Speech)]


def meet() -> tuple[CheckedWorld, str]:
    noun = (
        '<Conference waitUrl="" statusCallback="/room" statusCallbackEvent="announcement">'
        "r</Conference>"
    )
    world = CheckedWorld({"/voice": f"<Dial>{noun}</Dial>", "/say": "<Say>abc</Say><Say>d</Say>"})
    world.call_in(PhonePlan())
    world.call_in(PhonePlan(), AGENT)
    (room,) = world.gateway.carrier.exchange.conferences
    return world, f"Conferences/{room}"


def test_an_announcement_to_all() -> None:
    world, room = meet()
    world.made("POST", room, ("AnnounceUrl", f"{APP}/say"))
    world.run(10)
    assert heard(world, CALLER) == heard(world, AGENT) == ["abc", "d"]
    (told,) = world.at("/room")
    assert told.params["StatusCallbackEvent"] == "announcement-end"
    assert told.params["AnnounceUrl"] == f"{APP}/say"
    assert told.seconds == 1


def test_an_announcement_to_one() -> None:
    world, room = meet()
    calls = world.gateway.carrier.exchange.calls.values()
    caller = next(call.sid for call in calls if call.from_number == CALLER)
    world.made("POST", f"{room}/Participants/{caller}", ("AnnounceUrl", f"{APP}/say"))
    world.run(10)
    assert (heard(world, CALLER), heard(world, AGENT)) == (["abc", "d"], [])


def test_a_bad_announcement_is_told() -> None:
    world, room = meet()
    world.replies["/say"] = "<Dial>1</Dial>"
    world.made("POST", room, ("AnnounceUrl", f"{APP}/say"))
    assert world.at("/room")[0].params["StatusCallbackEvent"] == "announcement-fail"
    assert world.problems() == [12200]


def test_an_announcement_survives_a_listener_who_leaves() -> None:
    world, room = meet()
    world.replies["/say"] = "<Say>a</Say>" * 20
    world.made("POST", room, ("AnnounceUrl", f"{APP}/say"))
    leg = next(iter(world.gateway.switch.phones))
    world.gateway.switch.put_down(leg)
    world.run(30)
    assert [seen.params["StatusCallbackEvent"] for seen in world.at("/room")] == [
        "announcement-end"
    ]
