"""What agents are entitled to: states that hold, wrap-up to the second, repairs."""

from __future__ import annotations

import pytest

from app.hotline.calls.repair import watch_lines
from app.hotline.dispatch.actions import end_wrap_up, set_not_ready, sign_in_agent, sign_out_agent
from app.kit.errors import Refused
from tests.journeys.cast import ACCEPTS, BO, SILENT, TASHI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import restart


def test_b40_wrap_up_ends_exactly_at_its_limit_over_a_restart(open_hotline: Opener) -> None:
    hotline = open_hotline(wrap_up_s=30.0)
    tashi = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=10))
    while hotline.agent(tashi).state != "wrapping_up":
        hotline.run(1)
    ends_at = hotline.agent(tashi).until_at
    assert ends_at is not None
    hotline.run(10)
    restart(hotline.world)
    assert hotline.agent(tashi).until_at == ends_at
    hotline.world.run_until(ends_at)
    assert hotline.agent(tashi).state == "ready"
    assert hotline.contact().closed_at == ends_at
    assert hotline.breaches() == []


def test_b40_the_agent_may_end_it_before(hotline: Hotline) -> None:
    tashi = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=10))
    hotline.run(30)
    with hotline.world.services.router.write() as work:
        end_wrap_up(work, tashi)
    assert hotline.agent(tashi).state == "ready"
    assert hotline.contact().state == "ended"
    assert hotline.breaches() == []


def test_b41_signing_in_twice_is_once_and_a_busy_agent_is_not_set(hotline: Hotline) -> None:
    tashi = hotline.staff()
    before = len(hotline.events("agent_moved"))
    with hotline.world.services.router.write() as work:
        sign_in_agent(work, tashi)
    assert len(hotline.events("agent_moved")) == before
    hotline.ring_in(caller(BO))
    hotline.run(20)
    with pytest.raises(Refused, match="agent_busy"), hotline.world.services.router.write() as work:
        set_not_ready(work, tashi, "lunch")
    assert hotline.agent(tashi).state == "engaged"


def test_b44_the_reason_of_a_pause_is_kept_over_a_restart(hotline: Hotline) -> None:
    tashi = hotline.staff()
    with hotline.world.services.router.write() as work:
        set_not_ready(work, tashi, "training")
    restart(hotline.world)
    assert (hotline.agent(tashi).state, hotline.agent(tashi).reason) == ("not_ready", "training")
    assert hotline.events("agent_moved")[-1].data["reason"] == "training"
    assert hotline.breaches() == []


def test_b43_a_seat_that_is_busy_with_no_call_is_freed(hotline: Hotline) -> None:
    """Every callback about the end of the talk was lost; the carrier knows it is over."""
    tashi = hotline.staff()
    leg = hotline.ring_in(caller(BO, talk_s=500))
    hotline.run(20)
    office = hotline.world.gateway.carrier.exchange.office
    hotline.world.gateway.switch.put_down(leg)
    hotline.world.gateway.switch.put_down(
        next(
            iter(
                p
                for p, phone in hotline.world.gateway.switch.phones.items()
                if phone.number == TASHI
            )
        )
    )
    hotline.world.gateway.advance_to(hotline.world.clock.now())
    while office.take_requests():
        hotline.world.gateway.advance_to(hotline.world.clock.now())
    assert hotline.agent(tashi).state == "engaged"
    hotline.run(60)
    assert hotline.agent(tashi).state in {"wrapping_up", "ready"}
    assert hotline.events("end_noticed")
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b43_it_is_noticed_within_five_seconds_where_clocks_run(hotline: Hotline) -> None:
    """`watch_lines` runs every 3 s of hotline time beside a running clock; here by hand."""
    tashi = hotline.staff()
    leg = hotline.ring_in(caller(BO, talk_s=500))
    hotline.run(20)
    assert watch_lines(hotline.world.services.control) == 0, "nobody is taken for gone who is there"
    exchange = hotline.world.gateway.carrier.exchange
    exchange.faults.lost = 1.0
    hotline.world.gateway.switch.put_down(leg)
    hotline.run(0.1)
    exchange.faults.lost = 0.0
    assert hotline.agent(tashi).state == "engaged"
    assert watch_lines(hotline.world.services.control) == 1
    hotline.world.settle()
    assert hotline.agent(tashi).state == "wrapping_up"
    assert hotline.events("end_noticed")[0].data["role"] == "caller"
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def forget(hotline: Hotline, kind: str) -> None:
    """From now on effects of this kind are noted as done without being performed."""
    performers = hotline.world.services.dispatcher._performing._performers
    assert isinstance(performers, dict)
    performers[kind] = lambda _effect: None


def test_a_line_that_should_have_ended_is_hung_up(hotline: Hotline) -> None:
    """Our request to hang up was lost: the open line is found and ended."""
    hotline.staff()
    leg = hotline.ring_in(caller(BO, talk_s=500))
    hotline.run(20)
    forget(hotline, "end_calls")
    hotline.world.gateway.switch.put_down(leg)
    hotline.run(5)
    assert hotline.open_calls() == [TASHI]
    hotline.run(60)
    assert hotline.open_calls() == []
    assert hotline.breaches() == []


def test_b72_a_caller_who_hung_up_while_we_were_down_is_noticed(hotline: Hotline) -> None:
    leg = hotline.ring_in(caller(ZH))
    hotline.run(20)
    hotline.world.gateway.switch.put_down(leg)
    hotline.world.gateway.advance_to(hotline.world.clock.now())
    while hotline.world.gateway.carrier.take_requests():
        hotline.world.gateway.advance_to(hotline.world.clock.now())
    restart(hotline.world)
    assert hotline.contact().state == "waiting"
    hotline.run(60)
    assert hotline.contact().outcome == "failed", "our own silence is not their giving up"
    assert hotline.reasons() == ["missed"]
    assert hotline.breaches() == []


def test_b41_who_signs_in_again_before_the_end_of_the_talk_stays(hotline: Hotline) -> None:
    tashi = hotline.staff()
    hotline.ring_in(caller(BO, talk_s=60))
    hotline.run(20)
    for use in (sign_out_agent, sign_in_agent):
        with hotline.world.services.router.write() as work:
            use(work, tashi)
    hotline.run(180)
    assert hotline.agent(tashi).state == "ready"


def test_b30_after_the_third_miss_a_break_and_the_count_resets_at_an_answer(
    hotline: Hotline,
) -> None:
    tashi = hotline.staff(phone=SILENT)
    hotline.ring_in(caller(ZH, talk_s=20, patience_s=3000))
    for misses, reason in ((1, "missed"), (2, "missed"), (3, "break")):
        hotline.run(15)
        agent = hotline.agent(tashi)
        assert (agent.state, agent.reason, agent.misses) == ("not_ready", reason, misses)
        restart(hotline.world)
        if reason == "missed":
            hotline.make_ready(tashi)
    hotline.world.gateway.switch.plans[TASHI] = ACCEPTS
    hotline.make_ready(tashi)
    hotline.run(120)
    assert (hotline.agent(tashi).state, hotline.agent(tashi).misses) == ("ready", 0)
    assert hotline.breaches() == []
