"""Text messages both ways."""

from __future__ import annotations

import pytest

from app.gateway.core.webhooks import FailureReason, WebhookFailure
from app.gateway.simulated.plans import NO_SUCH_NUMBER
from tests.gateway.checked import CheckedWorld
from tests.gateway.world import APP, CALLER, HOTLINE, twiml


def send(world: CheckedWorld, **changed: str) -> dict[str, object]:
    params = {"To": CALLER, "From": HOTLINE, "Body": "您好", "StatusCallback": f"{APP}/text"}
    return world.made("POST", "Messages", *(params | changed).items())


def test_a_text_is_sent_delivered_and_reported() -> None:
    world = CheckedWorld()
    made = send(world)
    assert (made["status"], made["num_segments"]) == ("queued", "1")
    world.run(10)
    assert [seen.params["MessageStatus"] for seen in world.at("/text")] == ["sent", "delivered"]
    assert world.gateway.switch.texts == [(CALLER, "您好")]
    assert world.made("GET", f"Messages/{made['sid']}")["status"] == "delivered"
    assert world.made("GET", "Messages", ("To", CALLER))["messages"]


def test_a_text_to_nobody_is_undelivered() -> None:
    world = CheckedWorld()
    world.gateway.switch.plans[CALLER] = NO_SUCH_NUMBER
    send(world)
    world.run(10)
    told = world.at("/text")[-1].params
    assert (told["MessageStatus"], told["ErrorCode"]) == ("undelivered", "30003")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Body": ""}, 21602),
        ({"Body": "长" * 1601}, 21617),
        ({"To": "x"}, 21211),
        ({"From": "+8610000"}, 21606),
    ],
)
def test_bad_texts_are_refused(changed: dict[str, str], code: int) -> None:
    world = CheckedWorld()
    params = {"To": CALLER, "From": HOTLINE, "Body": "x"} | changed
    answer = world.rest("POST", "Messages", *params.items())
    assert (answer.status, (answer.json or {})["code"]) == (400, code)


def test_a_text_arrives_and_is_replied_to() -> None:
    world = CheckedWorld({"/messages": "<Message>一</Message><Message><Body>二</Body></Message>"})
    world.gateway.switch.text_in(CALLER, HOTLINE, "སྐད")
    world.run(10)
    (seen,) = world.at("/messages")
    assert (seen.params["Body"], seen.params["From"]) == ("སྐད", CALLER)
    assert seen.params["NumMedia"] == "0"
    assert world.gateway.switch.texts == [(CALLER, "一"), (CALLER, "二")]
    assert world.problems() == []


def test_an_application_that_fails_on_a_text_is_noted() -> None:
    for failure, code in (
        (WebhookFailure(FailureReason.UNREACHABLE), 11200),
        (twiml("", 500), 11200),
        (twiml("<Say>x</Say>"), 12100),
    ):
        world = CheckedWorld({"/messages": failure})
        world.gateway.switch.text_in(CALLER, HOTLINE, "x")
        world.run(10)
        assert world.problems() == [code]
        assert world.gateway.switch.texts == []
