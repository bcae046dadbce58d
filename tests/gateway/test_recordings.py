"""Recording: the verb, calls, conferences; pause, reports, sound, deletion."""

from __future__ import annotations

from app.gateway.simulated.media import measure_wav_s
from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.gateway.checked import CheckedWorld
from tests.gateway.world import APP, SID, TOKEN

RECORD = '<Record action="/said" timeout="3" maxLength="30" recordingStatusCallback="/kept"/>'
CALLBACK = ("RecordingStatusCallback", f"{APP}/kept")


def sound_s(world: CheckedWorld, sid: str) -> float:
    path = f"/2010-04-01/Accounts/{SID}/Recordings/{sid}"
    answer = world.gateway.handle_rest("GET", path, [], (SID, TOKEN))
    assert answer.status == 200
    return measure_wav_s(answer.content)


def test_a_message_ends_with_silence() -> None:
    world = CheckedWorld({"/voice": RECORD, "/said": "<Hangup/>"})
    world.call_in(PhonePlan(message_s=8))
    world.run(30)
    (said,) = world.at("/said")
    assert said.params["RecordingDuration"] == "11"
    assert "Digits" not in said.params
    (kept,) = world.at("/kept")
    assert kept.params["RecordingStatus"] == "completed"
    assert kept.params["RecordingSource"] == "RecordVerb"
    assert kept.params["CallSid"] == said.params["CallSid"]
    assert kept.params["RecordingUrl"] == said.params["RecordingUrl"]
    assert kept.seconds > said.seconds
    assert sound_s(world, kept.params["RecordingSid"]) == 11


def test_a_message_ends_with_a_key_the_time_or_the_call() -> None:
    key = CheckedWorld({"/voice": RECORD, "/said": "<Hangup/>"})
    key.call_in(PhonePlan(message_s=99, keys=(KeyPress("#", 5),)))
    key.run(60)
    assert key.at("/said")[0].params["Digits"] == "#"
    long = CheckedWorld({"/voice": RECORD, "/said": "<Hangup/>"})
    long.call_in(PhonePlan(message_s=99))
    long.run(60)
    assert long.at("/said")[0].params["RecordingDuration"] == "30"
    gone = CheckedWorld({"/voice": RECORD})
    gone.call_in(PhonePlan(message_s=99, hangs_up_after_s=12))
    gone.run(60)
    assert gone.at("/said")[0].params["Digits"] == "hangup"
    assert len(gone.at("/kept")) == 1


def test_a_call_is_recorded_paused_and_stopped() -> None:
    world = CheckedWorld({"/voice": "<Say>a</Say><Pause length='600'/>"})
    world.call_in(PhonePlan())
    (call,) = world.gateway.carrier.exchange.calls
    events = ("RecordingStatusCallbackEvent", "in-progress completed")
    made = world.made("POST", f"Calls/{call}/Recordings", CALLBACK, events)
    path = f"Calls/{call}/Recordings"
    world.run(10)
    paused = world.made("POST", f"{path}/Twilio.CURRENT", ("Status", "paused"))
    assert paused["status"] == "paused"
    world.run(100)
    world.made("POST", f"{path}/{made['sid']}", ("Status", "in-progress"))
    world.run(5)
    world.made("POST", f"{path}/{made['sid']}", ("Status", "stopped"))
    world.run(5)
    kept = world.made("GET", f"{path}/{made['sid']}")
    assert (kept["status"], kept["duration"]) == ("completed", "15")
    statuses = [seen.params["RecordingStatus"] for seen in world.at("/kept")]
    assert statuses == ["in-progress", "completed"]
    assert sound_s(world, str(made["sid"])) == 15
    assert world.rest("POST", f"{path}/{made['sid']}", ("Status", "paused")).status == 400


def test_a_conference_is_recorded_from_its_start_and_deleted() -> None:
    noun = (
        '<Conference waitUrl="" record="record-from-start" recordingStatusCallback="/kept">'
        "r</Conference>"
    )
    world = CheckedWorld({"/voice": f"<Dial>{noun}</Dial>"})
    world.call_in(PhonePlan())
    world.run(10)
    world.call_in(PhonePlan(talk_s=20), "+8613900000002")
    world.run(30)
    (room,) = world.gateway.carrier.exchange.conferences
    assert world.at("/kept") == [], "the first is still in"
    world.made("POST", f"Conferences/{room}", ("Status", "completed"))
    world.run(5)
    (kept,) = world.at("/kept")
    assert kept.params["ConferenceSid"] == room
    assert "CallSid" not in kept.params
    assert kept.params["RecordingSource"] == "Conference"
    sid = kept.params["RecordingSid"]
    listed = world.made("GET", f"Conferences/{room}/Recordings")["recordings"]
    assert [one["sid"] for one in listed] == [sid]  # type: ignore[attr-defined]
    world.made("GET", f"Recordings/{sid}")
    assert world.made("GET", "Recordings", ("ConferenceSid", room))["recordings"]
    assert world.made("GET", "Recordings", ("CallSid", "CA0"))["recordings"] == []
    assert world.rest("DELETE", f"Recordings/{sid}").status == 204
    assert world.rest("GET", "Recordings").json == world.rest("GET", "Recordings").json
    path = f"/2010-04-01/Accounts/{SID}/Recordings/{sid}.wav"
    assert world.gateway.handle_rest("GET", path, [], (SID, TOKEN)).status == 404
