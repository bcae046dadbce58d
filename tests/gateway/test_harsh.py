"""What the carrier does when the application fails: time-outs, fallback, errors, loops."""

from __future__ import annotations

import pytest

from app.gateway.core.addresses import Source
from app.gateway.core.webhooks import (
    FailureReason,
    Outcome,
    WebhookAnswer,
    WebhookFailure,
)
from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.gateway.world import APP, World, twiml

TIMED_OUT = WebhookFailure(FailureReason.TIMED_OUT)
UNREACHABLE = WebhookFailure(FailureReason.UNREACHABLE)
FAILURES: list[tuple[Outcome, int]] = [
    (twiml("", 500), 11200),
    (twiml("", 404), 11200),
    (UNREACHABLE, 11200),
    (TIMED_OUT, 11205),
    (WebhookAnswer(200, "text/xml", b""), 12100),
    (WebhookAnswer(200, "text/xml", b"<Response>"), 12100),
    (WebhookAnswer(200, "text/xml", b"\xff\xfe\x00garbage"), 12100),
    (WebhookAnswer(200, "text/xml", b"<Response><Fax/></Response>"), 12200),
    (WebhookAnswer(200, "application/json", b"{}"), 12300),
]


def call_status(world: World) -> str:
    (call,) = world.gateway.carrier.exchange.calls.values()
    return call.status.value


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_a_failed_document_leads_to_the_fallback(failure: Outcome, code: int) -> None:
    world = World(
        {"/voice": failure, "/fallback": "<Pause length='60'/>"}, fallback=Source(f"{APP}/fallback")
    )
    world.call_in(PhonePlan())
    world.run(20)
    (asked,) = world.at("/fallback")
    assert asked.params["ErrorCode"] == str(code)
    assert asked.params["ErrorUrl"] == f"{APP}/voice"
    assert asked.seconds == (15 if failure == TIMED_OUT else 0)
    assert world.problems() == [code]
    assert call_status(world) != "completed"


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_without_a_fallback_the_call_ends(failure: Outcome, code: int) -> None:
    world = World({"/voice": failure})
    world.call_in(PhonePlan())
    world.run(20)
    assert call_status(world) == "completed"
    assert world.problems() == [code]


def test_a_fallback_that_fails_as_well_ends_the_call() -> None:
    world = World(
        {"/voice": UNREACHABLE, "/fallback": UNREACHABLE}, fallback=Source(f"{APP}/fallback")
    )
    world.call_in(PhonePlan())
    world.run(20)
    assert call_status(world) == "completed"
    assert len(world.at("/fallback")) == 1


def test_a_fallback_kept_at_the_carrier_brings_the_caller_back() -> None:
    text = f"<Response><Pause length='10'/><Redirect>{APP}/voice</Redirect></Response>"
    world = World({"/voice": UNREACHABLE}, fallback=Source(None, text=text))
    world.call_in(PhonePlan())
    world.run(25)
    assert [seen.seconds for seen in world.at("/voice")] == [0, 10, 20]
    world.replies["/voice"] = "<Pause length='60'/>"
    world.run(30)
    assert len(world.at("/voice")) == 4
    assert call_status(world) == "in-progress"


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_a_bad_wait_document_ends_the_wait_with_error(failure: Outcome, code: int) -> None:
    replies = {
        "/voice": '<Enqueue waitUrl="/wait" action="/left">q</Enqueue>',
        "/wait": failure,
        "/left": "<Pause length='60'/>",
    }
    world = World(replies)
    world.call_in(PhonePlan())
    world.run(20)
    (left,) = world.at("/left")
    assert left.params["QueueResult"] == "error"
    assert world.problems() == [code]
    assert call_status(world) == "in-progress"


def test_a_verb_that_may_not_stand_in_a_wait_document_ends_the_wait() -> None:
    world = World(
        {
            "/voice": '<Enqueue waitUrl="/wait">q</Enqueue><Pause length="60"/>',
            "/wait": "<Dial>+861</Dial>",
        }
    )
    world.call_in(PhonePlan())
    world.run(5)
    assert world.problems() == [12200]
    assert call_status(world) == "in-progress", "without an action the next verb follows"


def test_an_outage_while_waiting_is_survived_by_the_verbs_after_enqueue() -> None:
    enqueue = '<Enqueue waitUrl="/wait">q</Enqueue>'
    keep = f"{enqueue}<Pause length='5'/><Redirect>/voice</Redirect>"
    text = f"<Response><Pause length='5'/><Redirect>{APP}/voice</Redirect></Response>"
    world = World(
        {"/voice": keep, "/wait": "<Pause length='3'/>"}, fallback=Source(None, text=text)
    )
    world.call_in(PhonePlan())
    world.run(4)
    world.replies |= {"/voice": UNREACHABLE, "/wait": UNREACHABLE}
    world.run(30)
    world.replies |= {"/voice": keep, "/wait": "<Pause length='3'/>"}
    world.run(10)
    assert call_status(world) == "in-progress"
    (queue,) = world.gateway.carrier.exchange.queues.values()
    assert len(queue.members) == 1


def test_documents_that_lead_to_each_other_are_stopped() -> None:
    world = World(
        {"/voice": "<Redirect>/other</Redirect>", "/other": "<Redirect>/voice</Redirect>"}
    )
    world.call_in(PhonePlan())
    world.run(1)
    assert call_status(world) == "completed"
    assert len(world.seen) < 250


def test_gather_without_action_asks_its_own_document_again() -> None:
    world = World({"/voice": '<Gather numDigits="1" timeout="2"/><Pause length="60"/>'})
    world.call_in(PhonePlan(keys=(KeyPress("5", 1, gather=1), KeyPress("6", 1, gather=2))))
    world.run(10)
    assert [seen.params.get("Digits") for seen in world.at("/voice")] == [None, "5", "6"]


def test_gather_without_input_goes_on_unless_told_otherwise() -> None:
    silent = '<Gather timeout="2" action="/key"/><Pause length="60"/>'
    world = World({"/voice": silent})
    world.call_in(PhonePlan())
    world.run(10)
    assert world.at("/key") == []
    told = World({"/voice": silent.replace("action=", 'actionOnEmptyResult="true" action=')})
    told.call_in(PhonePlan())
    told.run(10)
    assert told.at("/key")[0].params["Digits"] == ""
    assert told.at("/key")[0].seconds == 2


def test_an_empty_wait_document_is_not_asked_for_without_end() -> None:
    world = World({"/voice": '<Enqueue waitUrl="/wait">q</Enqueue>', "/wait": ""})
    world.call_in(PhonePlan(patience_s=10))
    world.run(20)
    assert len(world.at("/wait")) == 11
    assert call_status(world) == "completed"


def test_leave_and_the_key_for_a_call_back() -> None:
    world = World(
        {
            "/voice": '<Enqueue waitUrl="/wait" action="/left">q</Enqueue>',
            "/wait": '<Gather numDigits="1" action="/back"><Say>a</Say></Gather>',
            "/back": "<Leave/>",
            "/left": "<Hangup/>",
        }
    )
    world.call_in(PhonePlan(keys=(KeyPress("1", 2, gather=3),)))
    world.run(60)
    (left,) = world.at("/left")
    assert left.params["QueueResult"] == "leave"
    assert call_status(world) == "completed"


def test_a_full_queue_is_told() -> None:
    world = World({"/voice": '<Enqueue waitUrl="" action="/left">q</Enqueue>'}, queue_size=1)
    world.call_in(PhonePlan())
    world.call_in(PhonePlan(), "+8613900000009")
    world.run(5)
    (left,) = world.at("/left")
    assert left.params["QueueResult"] == "queue-full"
    assert "QueueSid" not in left.params
    assert world.problems() == [14207]


def test_hanging_up_while_waiting_is_told_to_the_action() -> None:
    world = World({"/voice": '<Enqueue waitUrl="" action="/left">q</Enqueue>'})
    world.call_in(PhonePlan(patience_s=42))
    world.run(60)
    (left,) = world.at("/left")
    assert (left.params["QueueResult"], left.params["QueueTime"]) == ("hangup", "42")
    assert left.params["CallStatus"] == "completed"


def test_a_withheld_number_arrives_as_a_word() -> None:
    world = World({"/voice": "<Hangup/>"})
    world.call_in(PhonePlan(), "anonymous")
    assert world.at("/voice")[0].params["From"] == "anonymous"


@pytest.mark.parametrize("failure", [TIMED_OUT, UNREACHABLE, twiml("", 403)])
def test_a_status_callback_that_is_not_taken_is_noted(failure: Outcome) -> None:
    world = World({"/voice": "<Hangup/>", "/number-status": failure})
    world.call_in(PhonePlan())
    world.run(20)
    assert world.problems() == [15003]


def test_reject_ends_without_an_answer() -> None:
    world = World({"/voice": '<Reject reason="busy"/>'})
    world.call_in(PhonePlan())
    assert call_status(world) == "busy"
    assert world.at("/number-status")[0].params["CallDuration"] == "0"
