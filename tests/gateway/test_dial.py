"""Dial with numbers: all ring, the first is bridged, the action is told."""

from __future__ import annotations

from app.gateway.core.switch import Refusal
from app.gateway.simulated.plans import NEVER_ANSWERS, KeyPress, PhonePlan
from tests.gateway.world import AGENT, APP, World

OTHER = "+8613800000003"
DIAL = f'<Dial timeout="20" action="/dialled"><Number>{AGENT}</Number></Dial>'


def status_of(world: World, number: str) -> str:
    calls = world.gateway.carrier.exchange.calls.values()
    return next(call.status.value for call in calls if call.to_number == number)


def test_two_talk_until_one_hangs_up() -> None:
    world = World({"/voice": DIAL, "/dialled": "<Hangup/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(answers_after_s=4, talk_s=30)
    world.call_in(PhonePlan())
    world.run(60)
    (told,) = world.at("/dialled")
    assert told.params["DialCallStatus"] == "completed"
    assert told.params["DialCallDuration"] == "30"
    assert told.params["DialBridged"] == "true"
    assert told.seconds == 35
    child = world.gateway.carrier.exchange.calls[told.params["DialCallSid"]]
    assert child.parent_sid == told.params["CallSid"]
    assert child.direction == "outbound-dial"


def test_the_first_of_several_wins() -> None:
    numbers = f"<Number>{AGENT}</Number><Number>{OTHER}</Number>"
    world = World({"/voice": f"<Dial>{numbers}</Dial><Pause length='60'/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(answers_after_s=9)
    world.gateway.switch.plans[OTHER] = PhonePlan(answers_after_s=3, talk_s=10)
    world.call_in(PhonePlan())
    world.run(10)
    assert (status_of(world, AGENT), status_of(world, OTHER)) == ("canceled", "in-progress")
    world.run(10)
    assert status_of(world, OTHER) == "completed"


def test_busy_and_no_answer_are_told() -> None:
    for plan, status, at_s in (
        (PhonePlan(refusal=Refusal.BUSY), "busy", 2),
        (NEVER_ANSWERS, "no-answer", 25),
    ):
        world = World({"/voice": DIAL, "/dialled": "<Hangup/>"})
        world.gateway.switch.plans[AGENT] = plan
        world.call_in(PhonePlan())
        world.run(60)
        (told,) = world.at("/dialled")
        assert (told.params["DialCallStatus"], told.seconds) == (status, at_s)


def test_without_an_action_the_next_verb_follows() -> None:
    world = World({"/voice": f"<Dial>{AGENT}</Dial><Redirect>/next</Redirect>"})
    world.call_in(PhonePlan())
    world.run(30)
    assert len(world.at("/next")) == 1


def test_a_caller_who_hangs_up_stops_the_ringing() -> None:
    world = World({"/voice": DIAL})
    world.gateway.switch.plans[AGENT] = NEVER_ANSWERS
    world.call_in(PhonePlan(patience_s=5))
    world.run(30)
    assert status_of(world, AGENT) == "canceled"
    assert world.at("/dialled")[0].params["CallStatus"] == "completed"


def test_no_key_in_the_whisper_is_no_answer() -> None:
    whisper = '<Gather numDigits="1" timeout="5" action="/accept"/><Hangup/>'
    noun = f'<Dial action="/dialled"><Number url="/whisper">{AGENT}</Number></Dial>'
    replies = {"/voice": noun, "/whisper": whisper, "/accept": "", "/dialled": "<Hangup/>"}
    machine = World(dict(replies))
    machine.gateway.switch.plans[AGENT] = PhonePlan(answered_by="machine_start")
    machine.call_in(PhonePlan())
    machine.run(60)
    assert machine.at("/dialled")[0].params["DialBridged"] == "false"
    person = World(dict(replies))
    person.gateway.switch.plans[AGENT] = PhonePlan(keys=(KeyPress("1"),), talk_s=10)
    person.call_in(PhonePlan())
    person.run(60)
    assert person.at("/dialled")[0].params["DialBridged"] == "true"
    assert person.at("/whisper")[0].params["ParentCallSid"]


def test_the_star_key_lets_the_caller_go_on() -> None:
    dial = f'<Dial hangupOnStar="true" action="/dialled">{AGENT}</Dial>'
    world = World({"/voice": dial, "/dialled": "<Pause length='60'/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(answers_after_s=1)
    world.call_in(PhonePlan(keys=(KeyPress("*", 10, gather=None),)))
    world.run(30)
    assert world.at("/dialled")[0].seconds == 10
    assert status_of(world, AGENT) == "completed"


def test_a_dialled_leg_may_be_sent_elsewhere() -> None:
    world = World({"/voice": DIAL, "/dialled": "<Hangup/>", "/else": "<Pause length='60'/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(answers_after_s=1)
    world.call_in(PhonePlan())
    world.run(10)
    calls = world.gateway.carrier.exchange.calls.values()
    child = next(call for call in calls if call.to_number == AGENT)
    world.made("POST", f"Calls/{child.sid}", ("Url", f"{APP}/else"))
    world.run(1)
    assert len(world.at("/else")) == 1
    assert len(world.at("/dialled")) == 1
    assert child.is_live


def test_the_targets_callbacks() -> None:
    events = "initiated ringing answered completed"
    noun = f'<Number statusCallback="/leg" statusCallbackEvent="{events}">{AGENT}</Number>'
    world = World({"/voice": f"<Dial>{noun}</Dial>"})
    world.gateway.switch.plans[AGENT] = PhonePlan(talk_s=5)
    world.call_in(PhonePlan())
    world.run(60)
    assert [seen.params["CallStatus"] for seen in world.at("/leg")] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
