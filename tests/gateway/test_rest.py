"""What the REST interface refuses, and how calls behave that it started."""

from __future__ import annotations

import pytest

from app.gateway.core.faults import Faults
from app.gateway.core.switch import Refusal
from app.gateway.simulated.plans import NEVER_ANSWERS, PhonePlan
from tests.gateway.world import AGENT, APP, HOTLINE, SID, TOKEN, World

CALL = {"To": AGENT, "From": HOTLINE, "Url": f"{APP}/agent"}


def create(world: World, **changed: str) -> tuple[int, dict[str, object]]:
    params = [(name, value) for name, value in (CALL | changed).items() if value]
    answer = world.rest("POST", "Calls", *params)
    return answer.status, dict(answer.json or {})


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"To": ""}, 400, 21201),
        ({"To": "somebody"}, 400, 21211),
        ({"From": ""}, 400, 21213),
        ({"Url": ""}, 400, 21205),
        ({"Url": "/agent"}, 400, 21205),
        ({"Method": "PUT"}, 400, 21206),
        ({"Timeout": "soon"}, 400, 20001),
        ({"StatusCallback": "here"}, 400, 21609),
        ({"StatusCallbackEvent": "sneezed"}, 400, 21626),
        ({"Twiml": "<Response>", "Url": ""}, 400, 12100),
        ({"Frobnicate": "1"}, 400, 20001),
        ({"ApplicationSid": "AP1"}, 501, 20501),
    ],
)
def test_bad_orders_are_refused_by_twilios_code(
    changed: dict[str, str], status: int, code: int
) -> None:
    world = World()
    got, error = create(world, **changed)
    assert (got, error["code"]) == (status, code)
    assert error["status"] == status
    assert world.gateway.carrier.exchange.calls == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Calls/CA0", 404),
        ("GET", "Queues/QU0/Members", 404),
        ("GET", "Conferences/CF0/Participants", 404),
        ("DELETE", "Calls/CA0", 501),
        ("GET", "Addresses", 501),
        ("POST", "Calls/CA0/Streams", 501),
    ],
)
def test_what_is_not_there(method: str, path: str, status: int) -> None:
    assert World().rest(method, path).status == status


def test_only_the_account_may_ask() -> None:
    world = World()
    path = f"/2010-04-01/Accounts/{SID}/Calls.json"
    for auth in (None, (SID, "wrong"), ("AC0", TOKEN)):
        assert world.gateway.handle_rest("GET", path, [], auth).status == 401
    other = path.replace(SID, "AC" + "0" * 32)
    assert world.gateway.handle_rest("GET", other, [], (SID, TOKEN)).status == 404


def test_a_telephone_rings_about_five_seconds_longer_than_asked() -> None:
    world = World()
    world.gateway.switch.plans[AGENT] = NEVER_ANSWERS
    create(world, Timeout="20", StatusCallback=f"{APP}/leg")
    world.run(60)
    (ended,) = world.at("/leg")
    assert (ended.params["CallStatus"], ended.seconds) == ("no-answer", 25)


@pytest.mark.parametrize("refusal", list(Refusal))
def test_a_refused_call_ends_with_its_reason(refusal: Refusal) -> None:
    world = World()
    world.gateway.switch.plans[AGENT] = PhonePlan(refusal=refusal)
    create(world, StatusCallback=f"{APP}/leg")
    world.run(10)
    assert world.at("/leg")[0].params["CallStatus"] == refusal.value


def test_one_call_a_second_leaves() -> None:
    world = World({"/agent": "<Pause length='60'/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan()
    for _ in range(3):
        create(world, StatusCallback=f"{APP}/leg", StatusCallbackEvent="initiated")
    world.run(10)
    assert [seen.seconds for seen in world.at("/leg")] == [0, 1, 2]


def test_a_call_cancelled_while_queued_reports_nothing() -> None:
    world = World()
    world.gateway.switch.plans[AGENT] = PhonePlan()
    create(world)
    _, second = create(world, StatusCallback=f"{APP}/leg")
    world.made("POST", f"Calls/{second['sid']}", ("Status", "canceled"))
    world.run(10)
    assert world.at("/leg") == []
    assert world.made("GET", f"Calls/{second['sid']}")["status"] == "canceled"


def test_an_ended_call_cannot_be_changed() -> None:
    world = World({"/agent": "<Hangup/>"})
    world.gateway.switch.plans[AGENT] = PhonePlan()
    _, call = create(world)
    world.run(10)
    for change in (("Status", "completed"), ("Url", f"{APP}/agent")):
        answer = world.rest("POST", f"Calls/{call['sid']}", change)
        assert answer.status == 400
        assert (answer.json or {})["code"] == 21220


def test_a_ringing_call_cannot_be_redirected() -> None:
    world = World()
    world.gateway.switch.plans[AGENT] = NEVER_ANSWERS
    _, call = create(world)
    world.run(2)
    assert world.rest("POST", f"Calls/{call['sid']}", ("Url", f"{APP}/x")).status == 400


def test_addresses_must_be_absolute_in_twiml_given_inline() -> None:
    world = World()
    world.gateway.switch.plans[AGENT] = PhonePlan()
    create(world, Url="", Twiml="<Response><Redirect>/agent</Redirect></Response>")
    world.run(10)
    assert world.problems() == [11100]
    create(world, Url="", Twiml=f"<Response><Redirect>{APP}/agent</Redirect></Response>")
    world.run(10)
    assert len(world.at("/agent")) == 1


def test_a_rest_request_may_fail_before_or_after_the_work() -> None:
    world = World(faults=Faults(rest_failed=1))
    assert create(world)[0] == 500
    assert world.gateway.carrier.exchange.calls == {}
    world = World(faults=Faults(rest_unanswered=1))
    assert world.rest("POST", "Calls", *CALL.items()).is_lost
    assert len(world.gateway.carrier.exchange.calls) == 1


def test_callbacks_may_be_lost_repeated_and_late() -> None:
    def told(faults: Faults) -> list[tuple[str, float]]:
        world = World(faults=faults)
        world.gateway.switch.plans[AGENT] = PhonePlan(refusal=Refusal.BUSY)
        create(world, StatusCallback=f"{APP}/leg", StatusCallbackEvent="initiated completed")
        world.run(100)
        return [(seen.params["SequenceNumber"], seen.seconds) for seen in world.at("/leg")]

    assert told(Faults()) == [("0", 0), ("1", 2)]
    assert told(Faults(lost=1)) == []
    assert told(Faults(repeated=1)) == [("0", 0), ("0", 0), ("1", 2), ("1", 2)]
    late = told(Faults(late=1))
    assert sorted(number for number, _ in late) == ["0", "1"]
    assert all(seconds > 0 for _, seconds in late)


def test_a_repeated_request_for_a_document_has_the_same_token() -> None:
    world = World({"/voice": "<Hangup/>"}, faults=Faults(documents_repeated=1))
    world.call_in(PhonePlan())
    first, second = world.at("/voice")
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == second.headers[token]
    assert first.params == second.params
