"""One call from ring to end, as a hotline would lead it."""

from __future__ import annotations

from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.gateway.world import AGENT, APP, HOTLINE, World

CONFERENCE = (
    '<Dial><Conference beep="false" statusCallback="/room" '
    'statusCallbackEvent="start end join leave">contact-1</Conference></Dial>'
)
REPLIES = {
    "/voice": '<Gather numDigits="1" timeout="3" action="/language">'
    '<Say language="zh-CN">欢迎致电，按一</Say></Gather><Redirect>/language</Redirect>',
    "/language": '<Enqueue waitUrl="/wait" action="/left">hotline</Enqueue><Hangup/>',
    "/wait": "<Play>/music.wav</Play>",
    "/agent": CONFERENCE,
    "/join": CONFERENCE,
}


def start_call(talk_s: float = 60) -> World:
    world = World(dict(REPLIES))
    world.gateway.switch.plans[AGENT] = PhonePlan(answers_after_s=4)
    world.call_in(PhonePlan(keys=(KeyPress("1", after_s=1),), patience_s=120, talk_s=talk_s))
    world.run(10)
    return world


def ring_agent(world: World) -> str:
    call = world.made(
        "POST",
        "Calls",
        ("To", AGENT),
        ("From", HOTLINE),
        ("Url", f"{APP}/agent"),
        ("StatusCallback", f"{APP}/leg"),
        *(("StatusCallbackEvent", e) for e in ("initiated", "ringing", "answered", "completed")),
    )
    assert call["status"] == "queued"
    return str(call["sid"])


def dequeue(world: World) -> None:
    queue = world.made("GET", "Queues")["queues"][0]  # type: ignore[index]
    member = world.made("POST", f"Queues/{queue['sid']}/Members/Front", ("Url", f"{APP}/join"))
    assert member["position"] == 1


def test_a_key_and_the_wait() -> None:
    world = start_call()
    language = world.at("/language")[0]
    assert language.params["Digits"] == "1"
    assert language.params["CallStatus"] == "in-progress"
    waits = world.at("/wait")
    assert len(waits) >= 3, "the wait document is requested again for ever"
    assert waits[0].params["QueuePosition"] == "1"
    assert waits[2].seconds - waits[1].seconds == 3


def test_agent_and_caller_meet_and_part() -> None:
    world = start_call(talk_s=60)
    agent_sid = ring_agent(world)
    world.run(6)
    assert [leg.params["CallStatus"] for leg in world.at("/leg")] == [
        "initiated",
        "ringing",
        "in-progress",
    ]
    assert [leg.params["SequenceNumber"] for leg in world.at("/leg")] == ["0", "1", "2"]
    assert [room.params["StatusCallbackEvent"] for room in world.at("/room")] == [
        "participant-join"
    ]
    dequeue(world)
    left = world.at("/left")
    assert [seen.params["QueueResult"] for seen in left] == ["redirected"]
    events = [room.params["StatusCallbackEvent"] for room in world.at("/room")]
    assert events == ["participant-join", "participant-join", "conference-start"]
    met_s = world.now_s
    world.run(70)
    events = [room.params["StatusCallbackEvent"] for room in world.at("/room")]
    assert events[3:] == ["participant-leave"]
    ended = world.at("/number-status")
    assert [seen.params["CallStatus"] for seen in ended] == ["completed"]
    assert ended[0].seconds == met_s + 60
    assert world.made("GET", f"Calls/{agent_sid}")["status"] == "in-progress"
    world.made("POST", f"Calls/{agent_sid}", ("Status", "completed"))
    assert [room.params["StatusCallbackEvent"] for room in world.at("/room")][4:] == [
        "participant-leave",
        "conference-end",
    ]
    assert world.at("/leg")[-1].params["CallStatus"] == "completed"
    assert int(world.at("/leg")[-1].params["CallDuration"]) > 60
    assert world.problems() == []


def test_the_same_seed_gives_the_same_run() -> None:
    runs = []
    for _ in range(2):
        world = start_call()
        ring_agent(world)
        world.run(6)
        dequeue(world)
        world.run(100)
        runs.append([(seen.at, seen.path, seen.params, seen.headers) for seen in world.seen])
    assert runs[0] == runs[1]
