"""Whatever the application answers and whatever telephones do, the carrier stays whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gateway.core.faults import Faults
from app.gateway.core.switch import Refusal
from app.gateway.core.webhooks import (
    FailureReason,
    Outcome,
    WebhookAnswer,
    WebhookFailure,
)
from app.gateway.simulated.plans import KeyPress, PhonePlan
from tests.gateway.world import AGENT, APP, HOTLINE, World, twiml

VERBS = (
    "<Say>abc</Say>",
    "<Play>/x.wav</Play>",
    "<Pause length='2'/>",
    '<Gather numDigits="1" timeout="2" action="/a"/>',
    '<Gather timeout="2" actionOnEmptyResult="true"><Say>x</Say></Gather>',
    "<Redirect>/b</Redirect>",
    "<Hangup/>",
    '<Enqueue waitUrl="/wait" action="/b">q</Enqueue>',
    '<Enqueue waitUrl="">q</Enqueue>',
    "<Leave/>",
    '<Reject reason="busy"/>',
    '<Record maxLength="5" action="/a"/>',
    f'<Dial timeout="3" action="/a">{AGENT}</Dial>',
    f'<Dial><Number url="/b">{AGENT}</Number><Sip>sip:a@b.test</Sip></Dial>',
    '<Dial><Conference waitUrl="/music" statusCallback="/s" statusCallbackEvent="start end join '
    'leave hold mute">r</Conference></Dial>',
    '<Dial hangupOnStar="true"><Conference endConferenceOnExit="true" record="true">r'
    "</Conference></Dial>",
)
FAILURES: tuple[Outcome, ...] = (
    WebhookFailure(FailureReason.TIMED_OUT),
    WebhookFailure(FailureReason.UNREACHABLE),
    WebhookAnswer(500, "text/html", b"<h1>no</h1>"),
    WebhookAnswer(200, "text/xml", b"<Response"),
    WebhookAnswer(200, "audio/wav", b"RIFF"),
    WebhookAnswer(204, "", b""),
)


def make_world(chance: Random) -> World:
    """Each run has its own mixture of verbs, failures and faults."""
    verbs = chance.sample(VERBS, k=chance.randint(1, 6))
    failing = chance.choice((0.0, 0.02, 0.2))

    def answer(_params: dict[str, str]) -> str | Outcome:
        if chance.random() < failing:
            return chance.choice(FAILURES)
        return twiml("".join(chance.choices(verbs, k=chance.randint(0, 3))))

    share = chance.choice((0.0, 0.2))
    faults = Faults(
        lost=share, repeated=share, late=share, documents_repeated=share, rest_failed=share / 4
    )
    paths = ("/voice", "/a", "/b", "/s", "/number-status")
    replies = {**dict.fromkeys(paths, answer), "/music": "<Play>/m.wav</Play>"}
    replies["/wait"] = chance.choice((answer, "<Play>/m.wav</Play>", "<Say>x</Say><Leave/>"))
    return World(replies, faults=faults, queue_size=2)


def draw_plan(chance: Random) -> PhonePlan:
    return PhonePlan(
        answers_after_s=chance.choice((None, 0, 3, 9)),
        refusal=chance.choice((None, None, None, *Refusal)),
        keys=(KeyPress(chance.choice("1*#"), chance.uniform(0, 9), chance.choice((None, 1))),),
        patience_s=chance.choice((None, None, 1, 60)),
        talk_s=chance.choice((None, 0, 40)),
        hangs_up_after_s=chance.uniform(1, 300),
    )


def interfere(world: World, chance: Random) -> None:
    """One REST request to whatever is there."""
    exchange = world.gateway.carrier.exchange
    call = chance.choice(list(exchange.calls) or ["CA0"])
    room = chance.choice(list(exchange.conferences) or ["CF0"])
    queue = chance.choice(list(exchange.queues) or ["QU0"])
    flag = chance.choice(("true", "false"))
    requests = (
        ("POST", "Calls", ("To", AGENT), ("From", HOTLINE), ("Url", f"{APP}/a")),
        ("POST", f"Calls/{call}", ("Status", "completed")),
        ("POST", f"Calls/{call}", ("Url", f"{APP}/b")),
        ("POST", f"Calls/{call}/Recordings"),
        ("POST", f"Queues/{queue}/Members/Front", ("Url", f"{APP}/b")),
        ("POST", f"Conferences/{room}", ("Status", "completed")),
        ("POST", f"Conferences/{room}", ("AnnounceUrl", f"{APP}/a")),
        ("POST", f"Conferences/{room}/Participants", ("To", AGENT), ("From", HOTLINE)),
        ("POST", f"Conferences/{room}/Participants/{call}", ("Hold", flag)),
        ("POST", f"Conferences/{room}/Participants/{call}", ("Muted", flag)),
        ("DELETE", f"Conferences/{room}/Participants/{call}"),
    )
    method, path, *params = chance.choice(requests)
    answer = world.rest(str(method), str(path), *params)  # type: ignore[arg-type]
    assert answer.status in {200, 201, 204, 400, 404, 500}


def check(world: World) -> None:
    """Nobody waits, talks or is played to who is not on the line."""
    exchange = world.gateway.carrier.exchange
    for queue in exchange.queues.values():
        assert all(member.call.is_live for member in queue.members)
        assert len(queue.members) <= queue.max_size
    present = [one.call for room in exchange.live_conferences.values() for one in room.participants]
    assert all(call.is_live for call in present)
    assert len({call.sid for call in present}) == len(present), "in one conference at a time"
    legs = {call.leg for call in exchange.calls.values() if call.is_live}
    assert set(world.gateway.switch.phones) <= legs


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_carrier_stays_whole(seed: int) -> None:
    run_chaos(seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_chaos_twice(seed: int) -> None:
    first, second = run_chaos(seed), run_chaos(seed)
    assert [(one.at, one.path, one.params) for one in first.seen] == [
        (one.at, one.path, one.params) for one in second.seen
    ]


def run_chaos(seed: int) -> World:
    chance = Random(seed)
    world = make_world(chance)
    for _ in range(40):
        world.gateway.switch.plans[AGENT] = draw_plan(chance)
        if chance.random() < 0.4:
            world.call_in(draw_plan(chance), f"+86139{chance.randrange(10**8):08}")
        else:
            interfere(world, chance)
        world.run(chance.choice((0.0, 0.3, 5.0, 30.0)))
        check(world)
    world.run(4 * 3600)
    exchange = world.gateway.carrier.exchange
    assert not [call for call in exchange.calls.values() if call.is_live and call.answered_at]
    assert world.gateway.due_at() is None
    return world
