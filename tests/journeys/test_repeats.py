"""B70: the same provider event twice, late or out of order ends in the same state."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from app.gateway.core.faults import Faults
from app.gateway.core.webhooks import WebhookAnswer
from tests.journeys.cast import BO, LI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.replaying import Recorder, photograph, shuffle_again

RULES = {"wrap_up_s": 5.0}


def play_recorded(hotline: Hotline) -> Recorder:
    """Two calls from ring to the end of wrap-up, with every webhook kept."""
    hotline.staff()
    hotline.staff(LI, ("zh",))
    recorder = Recorder(hotline.world)
    hotline.world.gateway.switch.dial_in("+8613812340001", "+8612348", caller(BO, talk_s=30))
    hotline.world.gateway.switch.dial_in("+8613812340002", "+8612348", caller(ZH, talk_s=40))
    recorder.run_until(hotline.world.clock.now() + timedelta(seconds=150))
    assert [c.outcome for c in hotline.contacts()] == ["answered", "answered"]
    return recorder


@pytest.mark.parametrize("with_new_tokens", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_b70_a_finished_call_told_again_changes_nothing(
    open_hotline: Opener, seed: int, with_new_tokens: bool
) -> None:
    hotline = open_hotline(**RULES)
    recorder = play_recorded(hotline)
    with hotline.world.services.store.read() as session:
        before = photograph(session)
    again = shuffle_again(recorder.requests, Random(seed), with_new_tokens=with_new_tokens)
    for request in again:
        answer = hotline.world.post(request)
        assert isinstance(answer, WebhookAnswer)
        assert answer.status in {200, 204}, (request.url, answer)
    hotline.run(1)
    with hotline.world.services.store.read() as session:
        after = photograph(session)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert hotline.breaches() == []


def test_b70_a_repeat_is_answered_alike(hotline: Hotline) -> None:
    recorder = play_recorded(hotline)
    for request, outcome in recorder.requests:
        assert hotline.world.post(request) == outcome


@pytest.mark.parametrize("seed", range(4))
def test_b70_callbacks_lost_late_and_repeated_lose_nobody(
    open_on_sqlite: Opener, seed: int
) -> None:
    """What was lost is found by asking the carrier; nobody waits for ever, no line stays open."""
    faults = Faults(lost=0.25, repeated=0.3, late=0.4, documents_repeated=0.2, chance=Random(seed))
    hotline = open_on_sqlite(faults=faults, **RULES)
    hotline.staff()
    hotline.staff(LI, ("zh",))
    for number in range(5):
        plan = caller(BO if number % 2 else ZH, talk_s=20, patience_s=300)
        hotline.ring_in(plan, f"+861381234000{number}")
        hotline.run(3)
    for _ in range(8):
        hotline.run(60)
        for agent_id in (1, 2):
            if hotline.agent(agent_id).state == "not_ready":
                hotline.make_ready(agent_id)
    assert hotline.breaches() == []
    assert {c.state for c in hotline.contacts()} == {"ended"}
    assert len(hotline.contacts()) == 5
    assert hotline.open_calls() == []
