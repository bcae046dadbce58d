"""A supervisor listens unheard, coaches the agent alone, or takes part; each is in the log."""

from __future__ import annotations

import pytest

from app.hotline.calls.talking.supervise_actions import SupervisorPresence
from app.kit.errors import Refused
from tests.journeys.cast import TASHI, Hotline
from tests.journeys.people import (
    LAWYER,
    PEMA,
    STAYS,
    consult,
    hand_over,
    hears_people,
    phone,
    start_talk,
    supervise,
)

BOSS = "+8613900000021"


def hire_boss(hotline: Hotline) -> int:
    return hotline.staff(BOSS, ("zh",), phone=STAYS, is_ready=False)


def whom_coaches(hotline: Hotline) -> str:
    """The number of the only telephone that hears the supervisor, as the carrier mixes it."""
    exchange = hotline.world.gateway.carrier.exchange
    room = next(iter(exchange.live_conferences.values()))
    boss = next(p for p in room.participants if p.call.to_number == BOSS)
    return exchange.calls[boss.coaches_sid].to_number


def test_listening_is_not_heard_and_is_logged(hotline: Hotline) -> None:
    start_talk(hotline)
    boss = hire_boss(hotline)
    supervise(hotline, boss, SupervisorPresence.LISTEN)
    hotline.run(5)
    assert hears_people(hotline, BOSS)
    room = next(iter(hotline.world.gateway.carrier.exchange.live_conferences.values()))
    assert [p.is_muted for p in room.participants if p.call.to_number == BOSS] == [True]
    told = hotline.events("supervised")
    assert [(event.agent_id, event.data["how"]) for event in told] == [(boss, "listen")]


def test_coaching_reaches_the_agent_alone_and_follows_the_handing_over(hotline: Hotline) -> None:
    start_talk(hotline)
    hotline.staff(LAWYER, ("zh", "bo"), seat="lawyer")
    boss = hire_boss(hotline)
    supervise(hotline, boss, SupervisorPresence.COACH)
    hotline.run(5)
    assert whom_coaches(hotline) == TASHI
    consult(hotline, seat="lawyer")
    hotline.run(15)
    hand_over(hotline)
    assert whom_coaches(hotline) == LAWYER
    assert hotline.problems() == []


def test_barging_in_is_heard_by_all(hotline: Hotline) -> None:
    start_talk(hotline)
    boss = hire_boss(hotline)
    supervise(hotline, boss, SupervisorPresence.LISTEN)
    hotline.run(5)
    supervise(hotline, boss, SupervisorPresence.BARGE)
    room = next(iter(hotline.world.gateway.carrier.exchange.live_conferences.values()))
    assert not any(p.is_muted or p.is_coaching for p in room.participants)
    assert len(room.participants) == 3


def test_the_talks_end_lets_the_supervisor_go(hotline: Hotline) -> None:
    start_talk(hotline)
    supervise(hotline, hire_boss(hotline), SupervisorPresence.LISTEN)
    hotline.run(5)
    hotline.world.gateway.switch.put_down(phone(hotline, PEMA).leg)
    hotline.run(3)
    assert hotline.open_calls() == []
    with pytest.raises(Refused):
        supervise(hotline, 2, SupervisorPresence.LISTEN)
