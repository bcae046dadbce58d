"""Conferences: callbacks of the first only, hold, mute, coach, putting out, ending."""

from __future__ import annotations

import pytest

from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.gateway.world import APP, HOTLINE, World

FIRST, SECOND, THIRD = "+8613900000001", "+8613900000002", "+8613900000003"


def room(attributes: str = "", dial: str = 'action="/after"') -> str:
    return f'<Dial {dial}><Conference waitUrl="" {attributes}>r</Conference></Dial>'


def told(path: str = "/room") -> str:
    return f'statusCallback="{path}" statusCallbackEvent="start end join leave mute hold modify"'


def enter(world: World, number: str, document: str, plan: PhonePlan | None = None) -> str:
    """The call of a telephone that enters with `document`; its identifier."""
    world.replies["/voice"] = document
    world.replies.setdefault("/after", "<Pause length='600'/>")
    world.call_in(plan or PhonePlan(), number)
    return list(world.gateway.carrier.exchange.calls)[-1]


def events(world: World, path: str = "/room") -> list[str]:
    return [seen.params["StatusCallbackEvent"] for seen in world.at(path)]


def conference(world: World) -> str:
    sid = next(reversed(world.gateway.carrier.exchange.conferences))
    return f"Conferences/{sid}"


def is_with_person(world: World, sid: str) -> bool:
    leg = world.gateway.carrier.exchange.calls[sid].leg
    return world.gateway.switch.phones[leg].is_with_person


def test_callbacks_are_the_first_participants_alone() -> None:
    world = World()
    enter(world, FIRST, room(told("/first")))
    enter(world, SECOND, room(told("/second")))
    assert events(world, "/first") == ["participant-join", "participant-join", "conference-start"]
    assert events(world, "/second") == []
    assert [seen.params["SequenceNumber"] for seen in world.at("/first")] == ["0", "1", "2"]


def test_nobody_is_told_when_the_first_did_not_ask() -> None:
    world = World()
    enter(world, FIRST, room())
    enter(world, SECOND, room(told()))
    assert events(world) == []


def test_it_starts_with_the_second_and_somebody_who_may_start_it() -> None:
    world = World()
    caller = enter(world, FIRST, room('startConferenceOnEnter="false"'))
    other = enter(world, SECOND, room('startConferenceOnEnter="false"'))
    assert not is_with_person(world, caller)
    enter(world, THIRD, room())
    assert is_with_person(world, caller)
    assert is_with_person(world, other)


def test_the_name_may_be_used_again_after_the_end() -> None:
    world = World()
    enter(world, FIRST, room(told()), PhonePlan(hangs_up_after_s=5))
    world.run(10)
    enter(world, FIRST, room(told()))
    sids = {seen.params["ConferenceSid"] for seen in world.at("/room")}
    assert len(sids) == 2
    assert events(world)[:3] == ["participant-join", "participant-leave", "conference-end"]
    end = world.at("/room")[2].params
    assert end["ReasonConferenceEnded"] == "last-participant-left"


def test_end_on_exit_puts_the_others_out() -> None:
    world = World()
    caller = enter(world, FIRST, room(told()))
    enter(world, SECOND, room('endConferenceOnExit="true"'), PhonePlan(talk_s=10))
    world.run(20)
    assert events(world)[3:] == ["participant-leave", "participant-leave", "conference-end"]
    reasons = [seen.params.get("ReasonParticipantLeft") for seen in world.at("/room")[3:5]]
    assert reasons == ["participant_hung_up", "moderator_ended_conference"]
    (after,) = [seen for seen in world.at("/after") if seen.params["CallSid"] == caller]
    assert after.params["DialCallStatus"] == "completed"
    assert "DialCallSid" not in after.params


def test_hold_with_music_and_back() -> None:
    world = World({"/music": "<Play>/hold.wav</Play><Redirect/>"})
    caller = enter(world, FIRST, room(told()))
    agent = enter(world, SECOND, room())
    one = f"{conference(world)}/Participants/{caller}"
    world.made("POST", one, ("Hold", "true"), ("HoldUrl", f"{APP}/music"))
    assert not is_with_person(world, caller)
    assert not is_with_person(world, agent)
    world.run(10)
    assert len(world.at("/music")) == 4, "the hold document redirects to itself every 3 s"
    world.made("POST", one, ("Hold", "false"))
    assert is_with_person(world, caller)
    world.run(10)
    assert len(world.at("/music")) == 4
    assert events(world)[3:] == ["participant-hold", "participant-unhold"]


def test_a_muted_participant_is_not_company() -> None:
    world = World()
    caller = enter(world, FIRST, room(told()))
    supervisor = enter(world, SECOND, room('muted="true"'))
    assert not is_with_person(world, caller)
    assert is_with_person(world, supervisor)
    world.made("POST", f"{conference(world)}/Participants/{supervisor}", ("Muted", "false"))
    assert is_with_person(world, caller)
    assert events(world)[-1] == "participant-unmute"


def test_a_coach_is_heard_by_one_alone() -> None:
    world = World()
    caller = enter(world, FIRST, room(told()))
    agent = enter(world, SECOND, room(), PhonePlan(hangs_up_after_s=10))
    coach = enter(world, THIRD, room(f'coach="{agent}"'))
    world.run(20)
    assert not is_with_person(world, caller), "the agent is gone, the coach speaks to nobody"
    path = f"{conference(world)}/Participants/{coach}"
    world.made("POST", path, ("Coaching", "false"))
    assert is_with_person(world, caller)
    again = world.rest("POST", path, ("Coaching", "true"), ("CallSidToCoach", "CA0"))
    assert again.status == 404


def test_putting_out_goes_on_with_the_document() -> None:
    world = World()
    caller = enter(world, FIRST, room(told()))
    enter(world, SECOND, room())
    answer = world.rest("DELETE", f"{conference(world)}/Participants/{caller}")
    assert answer.status == 204
    assert len(world.at("/after")) == 1
    assert world.gateway.carrier.exchange.calls[caller].is_live
    assert events(world)[3:] == ["participant-leave"]


def test_ending_by_request_reports_everybody_first() -> None:
    world = World()
    enter(world, FIRST, room(told()))
    enter(world, SECOND, room())
    world.made("POST", conference(world), ("Status", "completed"))
    assert events(world)[3:] == ["participant-leave", "participant-leave", "conference-end"]
    assert world.at("/room")[-1].params["ReasonConferenceEnded"] == "conference-ended-via-api"
    assert len(world.at("/after")) == 2


def test_a_label_is_given_once() -> None:
    world = World()
    enter(world, FIRST, room('participantLabel="a"'))
    enter(world, SECOND, room('participantLabel="a"', dial=""))
    assert world.problems() == [16025]
    assert world.made("GET", f"{conference(world)}/Participants/a")["label"] == "a"


def test_the_star_key_leaves_when_asked_for() -> None:
    world = World()
    star = PhonePlan(keys=(KeyPress("*", 5, gather=None),))
    enter(world, FIRST, room(dial='hangupOnStar="true" action="/after"'), star)
    enter(world, SECOND, room(), star)
    world.run(10)
    assert len(world.at("/after")) == 1


@pytest.mark.parametrize("url", ["/bad", "/none"])
def test_a_bad_wait_document_keeps_the_caller_out(url: str) -> None:
    world = World({"/bad": "<Gather/>", "/none": "<Dial>1</Dial>"})
    enter(world, FIRST, room().replace('waitUrl=""', f'waitUrl="{url}"'))
    assert world.problems() == [12200]
    assert world.at("/after")[0].params["DialCallStatus"] == "failed"


def test_a_participant_may_be_called_in() -> None:
    world = World()
    world.gateway.switch.plans[SECOND] = PhonePlan(answers_after_s=3)
    caller = enter(world, FIRST, room(told()))
    made = world.made(
        "POST",
        f"{conference(world)}/Participants",
        ("To", SECOND),
        ("From", HOTLINE),
        ("Label", "lawyer"),
        ("StatusCallback", f"{APP}/leg"),
        ("StatusCallbackEvent", "answered"),
    )
    assert (made["status"], made["label"]) == ("queued", "lawyer")
    world.run(10)
    assert is_with_person(world, caller)
    assert world.at("/leg")[0].params["CallStatus"] == "in-progress"
    join = world.at("/room")[1].params
    assert (join["ParticipantLabel"], join["CallSid"]) == ("lawyer", made["call_sid"])
    world.made("DELETE", f"{conference(world)}/Participants/lawyer")
    assert world.made("GET", f"Calls/{made['call_sid']}")["status"] == "completed"
